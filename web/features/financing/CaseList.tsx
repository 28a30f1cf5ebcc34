import { Link } from '@tanstack/react-router'
import { Button, Segmented, type TableColumnsType } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { bankCaseFlow } from '#contract/financing/bank-case.flow.ts'
import type { OfficeCaseRow } from '#contract/financing/case.routes.ts'
import { parts } from '#contract/financing/words.ts'
import { lights } from '#contract/kernel/deadline.ts'
import { useCan } from '../../shell/session.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, PickOne, SearchBox, useFilters, type Values } from '../../ui/Filters.tsx'
import { dayText } from '../../ui/instant.ts'
import { Light } from '../../ui/Light.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { DivisionPicker } from '../organisations/DivisionPicker.tsx'
import { placeText } from '../organisations/placeText.ts'
import { BankFilter } from './BankPicker.tsx'
import { PushDialog } from './PushDialog.tsx'
import { StatusTag } from './StatusTag.tsx'
import { useCases } from './useFinancing.ts'

type Row = z.output<typeof OfficeCaseRow>

const columns: TableColumnsType<Row> = [
  {
    title: '企业',
    dataIndex: 'name',
    render: (name: string, row) => (
      <>
        <Link to="/cases/$caseId" params={{ caseId: row.id }}>
          {name}
        </Link>
        <div className="muted small">
          {row.branch}（{parts[row.part]}）
        </div>
      </>
    ),
  },
  {
    title: '办到哪一步',
    dataIndex: 'status',
    render: (_, row) => <StatusTag status={row.status} label={row.statusLabel} />,
  },
  {
    title: '决定期限',
    dataIndex: 'dueOn',
    render: (_, row) => <Light light={row.light} dueOn={row.dueOn} />,
  },
  {
    title: '需求金额',
    dataIndex: 'amountFen',
    align: 'right',
    render: (fen: string) => <Money fen={fen} />,
  },
  {
    title: '推送日期',
    dataIndex: 'pushedAt',
    className: 'num nowrap',
    render: (at: string | null) => (at ? dayText(at) : '未推送'),
  },
  { title: '所在', dataIndex: 'place', render: placeText },
]

const tabs: Readonly<Record<string, { label: string; values: Values; empty: string }>> = {
  all: { label: '全部', values: {}, empty: '还没有推荐给银行的企业；复核列入推荐清单后出现在这里' },
  queued: { label: '待推送', values: { status: 'queued' }, empty: '没有待推送的，都推送完了' },
  open: { label: '办理中', values: { open: 'yes' }, empty: '没有在办的' },
  amber: { label: '临期', values: { light: 'amber' }, empty: '没有临期的' },
  red: { label: '超期', values: { light: 'red' }, empty: '没有超期的' },
}
const none: Values = { open: undefined, status: undefined, light: undefined }
const names = Object.keys(none)

/** Where every recommended firm stands at its bank; what is still to be pushed can be pushed together. */
export function CaseList() {
  const can = useCan()
  const [filters, set] = useFilters()
  const pages = useCases(filters)
  const tab = Object.entries(tabs).find(([, t]) => names.every((n) => filters[n] === t.values[n]))?.[0] ?? ''
  const empty = tabs[tab]?.empty ?? '没有符合条件的，换个条件'
  return (
    <div className="stack">
      <PageTitle title="银行办理" note="按决定期限先后排列" />
      <Segmented
        aria-label="只看"
        value={tab}
        options={Object.entries(tabs).map(([value, { label }]) => ({ value, label }))}
        onChange={(v) => set({ ...none, ...tabs[v]!.values })}
        style={{ alignSelf: 'start', maxWidth: '100%', overflowX: 'auto' }}
      />
      <div className="filters no-print">
        <SearchBox name="search" placeholder="名称中的字，或信用代码" />
        <DivisionPicker name="division" />
        <BankFilter name="bankId" />
        <PickOne name="part" label="主办/备选" words={parts} />
        <PickOne name="status" label="办到哪一步" words={bankCaseFlow.statuses} />
        <PickOne name="light" label="期限" words={lights} />
        <ClearFilters names={['search', 'division', 'bankId', 'part', 'status', 'light', 'open']} />
      </div>
      {can('case.push') && filters.status === 'queued' ? (
        <PushTable key={JSON.stringify(filters)} pages={pages} />
      ) : (
        <DataTable pages={pages} columns={columns} rowKey="id" label="银行办理" empty={empty} />
      )}
    </div>
  )
}

/** What waits to be pushed, to be ticked. */
function PushTable({ pages }: { pages: ReturnType<typeof useCases> }) {
  const [chosen, setChosen] = useState<string[]>([])
  const [open, setOpen] = useState(false)
  const rows = pages.rows.filter((r) => chosen.includes(r.id))
  return (
    <>
      <div className="row">
        <Button type="primary" disabled={rows.length === 0} onClick={() => setOpen(true)}>
          推送银行
        </Button>
        <span className="muted">{rows.length > 0 ? `已选 ${rows.length} 户` : '勾选要推送的企业'}</span>
      </div>
      <DataTable
        pages={pages}
        columns={columns}
        rowKey="id"
        label="待推送银行的企业"
        empty={tabs.queued!.empty}
        selection={{ keys: chosen, onChange: setChosen }}
      />
      <PushDialog
        open={open}
        rows={rows}
        onClose={() => {
          setOpen(false)
          setChosen([])
        }}
      />
    </>
  )
}
