import { Link } from '@tanstack/react-router'
import { App, Button, Segmented, type TableColumnsType } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { declarationFlow } from '#contract/financing/declaration.flow.ts'
import type { DeclarationRow } from '#contract/financing/declaration.views.ts'
import { channels, needTypes } from '#contract/financing/words.ts'
import { useCan } from '../../shell/session.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, PickDay, PickOne, SearchBox, useFilters } from '../../ui/Filters.tsx'
import { dayText } from '../../ui/instant.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { DivisionPicker } from '../organisations/DivisionPicker.tsx'
import { placeText } from '../organisations/placeText.ts'
import { ApproveDialog } from './ApproveDialog.tsx'
import { StatusTag } from './StatusTag.tsx'
import { useDeclarations } from './useFinancing.ts'

type Row = z.output<typeof DeclarationRow>

const columns: TableColumnsType<Row> = [
  {
    title: '企业',
    dataIndex: 'name',
    render: (name: string, row) => (
      <>
        <Link to="/declarations/$declarationId" params={{ declarationId: row.id }}>
          {name}
        </Link>
        <div className="muted small num">{row.no}</div>
      </>
    ),
  },
  {
    title: '状态',
    dataIndex: 'status',
    render: (_, row) => <StatusTag status={row.status} label={row.statusLabel} />,
  },
  { title: '现在在谁手里', dataIndex: 'holder' },
  { title: '需求', dataIndex: 'needType', render: (v: Row['needType']) => needTypes[v] },
  {
    title: '需求金额',
    dataIndex: 'amountFen',
    align: 'right',
    render: (fen: string) => <Money fen={fen} />,
  },
  {
    title: '期限',
    dataIndex: 'termMonths',
    align: 'right',
    render: (n: number) => `${n} 个月`,
  },
  { title: '来源', dataIndex: 'channel', render: (v: Row['channel']) => channels[v] },
  {
    title: '核实',
    dataIndex: 'verified',
    render: (v: boolean) => (v ? '已核实' : '未核实'),
  },
  {
    title: '申报日期',
    dataIndex: 'submittedAt',
    className: 'num nowrap',
    render: (at: string | null) => (at ? dayText(at) : '未提交'),
  },
  { title: '所在', dataIndex: 'place', render: placeText },
]

const queues = { verify: '待核实', review: '待审核', check: '待我复核', supplement: '待补正' } as const
const empties: Readonly<Record<string, string>> = {
  verify: '没有等待核实的申报，都核实完了',
  review: '没有等待审核的申报，都审完了',
  check: '没有等您复核的申报；您自己提请的由同事复核',
  supplement: '没有草稿、退回或待补正的申报',
}

/** All declarations of the place; what waits for the post stands in front, and the checker approves many at once. */
export function DeclarationList() {
  const can = useCan()
  const [filters, set] = useFilters()
  const { mine } = filters
  const pages = useDeclarations(filters)
  const mayCheck = mine === 'check' && can('declaration.approve')
  return (
    <div className="stack">
      <PageTitle title="申报与审核">
        {can('declaration.write') ? (
          <LinkButton primary to="/declarations/new">
            新建申报
          </LinkButton>
        ) : null}
      </PageTitle>
      {can('declaration.review') || can('declaration.write') || can('declaration.approve') ? (
        <Segmented
          aria-label="只看待办"
          value={mine ?? 'all'}
          options={[
            { value: 'all', label: '全部' },
            ...Object.entries(queues)
              .filter(([key]) => key !== 'check' || can('declaration.approve'))
              .map(([value, label]) => ({ value, label })),
          ]}
          onChange={(v) => set({ mine: v === 'all' ? undefined : v })}
          style={{ alignSelf: 'start', maxWidth: '100%', overflowX: 'auto' }}
        />
      ) : null}
      <div className="filters no-print">
        <SearchBox name="search" placeholder="名称中的字，或信用代码" />
        <DivisionPicker name="division" />
        <PickOne name="status" label="状态" words={declarationFlow.statuses} />
        <PickDay name="from" label="申报起" />
        <PickDay name="to" label="申报止" />
        <ClearFilters names={['search', 'division', 'status', 'from', 'to', 'entityId']} />
      </div>
      {mayCheck ? (
        <CheckTable key={JSON.stringify(filters)} pages={pages} />
      ) : (
        <DataTable
          pages={pages}
          columns={columns}
          rowKey="id"
          label="融资申报"
          empty={(mine && empties[mine]) ?? '没有符合条件的申报；换个条件，或从走访对象、扫码申报进入'}
        />
      )}
    </div>
  )
}

/** The checker's own queue: rows proposed by colleagues can be ticked and approved together. */
function CheckTable({ pages }: { pages: ReturnType<typeof useDeclarations> }) {
  const { message } = App.useApp()
  const [chosen, setChosen] = useState<string[]>([])
  const [open, setOpen] = useState(false)
  const rows = pages.rows.filter((r) => chosen.includes(r.id))
  return (
    <>
      <div className="row">
        <Button type="primary" disabled={rows.length === 0} onClick={() => setOpen(true)}>
          批量复核，列入推荐清单
        </Button>
        <span className="muted">
          {rows.length > 0 ? `已选 ${rows.length} 户` : '勾选“提请推荐”的申报；提请不推荐的请逐户打开复核'}
        </span>
      </div>
      <DataTable
        pages={pages}
        columns={columns}
        rowKey="id"
        label="待我复核的申报"
        empty={empties.check}
        selection={{ keys: chosen, onChange: setChosen, disabled: (row) => row.status !== 'proposed' }}
      />
      <ApproveDialog
        open={open}
        rows={rows}
        onClose={() => setOpen(false)}
        onDone={(batchNo) => {
          setChosen([])
          void message.success(`已列入推荐清单，批次 ${batchNo}；下一步到“银行办理”推送主办行`)
        }}
      />
    </>
  )
}
