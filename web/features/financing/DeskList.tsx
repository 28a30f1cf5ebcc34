import { Link } from '@tanstack/react-router'
import { Segmented, type TableColumnsType } from 'antd'
import type { z } from 'zod'
import { bankCaseFlow } from '#contract/financing/bank-case.flow.ts'
import type { DeskCaseRow } from '#contract/financing/case.routes.ts'
import { needTypes, parts } from '#contract/financing/words.ts'
import { lights } from '#contract/kernel/deadline.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, PickOne, SearchBox, useFilters, type Values } from '../../ui/Filters.tsx'
import { Light } from '../../ui/Light.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { placeText } from '../organisations/placeText.ts'
import { StatusTag } from './StatusTag.tsx'
import { useDeskCases } from './useFinancing.ts'

type Row = z.output<typeof DeskCaseRow>

const columns: TableColumnsType<Row> = [
  {
    title: '企业',
    dataIndex: 'name',
    render: (name: string, row) => (
      <>
        <Link to="/desk/$caseId" params={{ caseId: row.id }}>
          {name}
        </Link>
        <div className="muted small">{placeText(row.place)}</div>
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
    title: '需求',
    dataIndex: 'needType',
    render: (v: Row['needType'], row) => `${needTypes[v]}，${row.termMonths} 个月`,
  },
  { title: '本行是', dataIndex: 'part', render: (v: Row['part']) => parts[v] },
  { title: '网点', dataIndex: 'branch' },
]

/** Each tab is a filter in the address. */
const tabs: Readonly<Record<string, { label: string; values: Values; empty: string }>> = {
  open: {
    label: '要办的',
    values: { open: 'yes' },
    empty: '没有要办的企业。专班推送后会出现在这里，并有消息提醒',
  },
  new: { label: '新派来', values: { status: 'pushed' }, empty: '没有新派来的企业' },
  amber: { label: '临期', values: { light: 'amber' }, empty: '没有临期的企业' },
  red: { label: '超期', values: { light: 'red' }, empty: '没有超期的企业' },
  all: { label: '全部', values: { all: 'yes' }, empty: '还没有派给本行的企业' },
}
const none: Values = { open: undefined, status: undefined, light: undefined, all: undefined }

function tabOf(filters: Values): string {
  if (!filters.open && !filters.status && !filters.light && !filters.all) return 'open'
  const found = Object.entries(tabs).find(([, { values }]) =>
    Object.keys(none).every((name) => filters[name] === values[name]),
  )
  return found?.[0] ?? ''
}

/** The bank's work, the nearest due day on top. */
export function DeskList() {
  const [filters, set] = useFilters()
  const tab = tabOf(filters)
  const pages = useDeskCases(tab === 'open' ? { ...filters, open: 'yes' } : filters)
  return (
    <div className="stack">
      <PageTitle title="银行工作台" note="按决定期限先后排列" />
      <Segmented
        aria-label="只看"
        value={tab}
        options={Object.entries(tabs).map(([value, { label }]) => ({ value, label }))}
        onChange={(v) => set({ ...none, ...tabs[v]!.values })}
        style={{ alignSelf: 'start', maxWidth: '100%', overflowX: 'auto' }}
      />
      <div className="filters no-print">
        <SearchBox name="search" placeholder="名称中的字，或信用代码" />
        <PickOne name="status" label="办到哪一步" words={bankCaseFlow.statuses} />
        <PickOne name="light" label="期限" words={lights} />
        <ClearFilters names={['search', 'status', 'light']} />
      </div>
      <DataTable
        pages={pages}
        columns={columns}
        rowKey="id"
        label="派给本行的企业"
        empty={
          filters.search ? '没有找到，换两个字再试' : (tabs[tab]?.empty ?? '没有符合条件的企业，换个条件')
        }
      />
    </div>
  )
}
