import { Link } from '@tanstack/react-router'
import { Alert, Button } from 'antd'
import { modes, outcomes } from '#contract/visits/words.ts'
import { useCan } from '../../shell/session.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, PickDay, PickOne, SearchBox, useFilters } from '../../ui/Filters.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { When } from '../../ui/When.tsx'
import { DivisionPicker } from '../organisations/DivisionPicker.tsx'
import { placeText } from '../organisations/placeText.ts'
import { useVisits, type VisitRow } from './useVisits.ts'
import { OutcomeTag } from './VisitTags.tsx'

const needs = { yes: '有需求', no: '暂无需求' } as const
const names = ['search', 'division', 'from', 'to', 'outcome', 'need', 'entityId']

const columns: readonly Column<VisitRow>[] = [
  {
    title: '名称',
    dataIndex: 'name',
    render: (name: string, v) => (
      <Link to="/visits/$visitId" params={{ visitId: v.id }}>
        {name}
      </Link>
    ),
  },
  { title: '走访时间', dataIndex: 'occurredAt', render: (at: string) => <When at={at} /> },
  { title: '所在', dataIndex: 'place', render: placeText },
  { title: '方式', dataIndex: 'mode', render: (m: VisitRow['mode']) => modes[m] },
  { title: '结果', dataIndex: 'outcome', render: (o: VisitRow['outcome']) => <OutcomeTag outcome={o} /> },
  {
    title: '融资需求',
    dataIndex: 'needFen',
    render: (fen: string | null, v) =>
      v.hasNeed ? <Money fen={fen} /> : v.hasNeed === false ? '暂无' : <span className="muted">未问到</span>,
  },
  {
    title: '问题',
    dataIndex: 'problems',
    align: 'right',
    render: (n: number) => (n > 0 ? `${n} 个` : <span className="muted">—</span>),
  },
  {
    title: '统计',
    key: 'counted',
    render: (_, v) => [v.onList ? '' : '清单外', v.counted ? '计入' : '不计入'].filter(Boolean).join('，'),
  },
  { title: '走访人', key: 'by', render: (_, v) => `${v.by} · ${v.org}` },
]

/** Who was visited, when, by whom, and what was found. */
export function VisitList() {
  const can = useCan()
  const [filters, set] = useFilters()
  const pages = useVisits(filters)
  const one = filters.entityId ? pages.rows[0]?.name : undefined
  const narrowed = names.some((n) => filters[n])
  return (
    <div className="stack">
      <PageTitle title="走访记录" note="最近的在前">
        {can('visit.record') ? <Button href="/field/">到走访端登记</Button> : null}
      </PageTitle>
      {filters.entityId ? (
        <Alert
          type="info"
          title={one ? `只看「${one}」的走访` : '只看一户的走访'}
          action={
            <Button size="small" onClick={() => set({ entityId: undefined })}>
              看全部
            </Button>
          }
        />
      ) : null}
      <div className="filters no-print">
        <SearchBox name="search" placeholder="名称中的字，或信用代码" />
        <DivisionPicker name="division" />
        <PickOne name="outcome" label="结果" words={outcomes} />
        <PickOne name="need" label="融资需求" words={needs} />
        <PickDay name="from" label="从哪天" />
        <PickDay name="to" label="到哪天" />
        <ClearFilters names={names} />
      </div>
      <DataTable
        pages={pages}
        columns={columns}
        rowKey="id"
        label="走访记录"
        empty={
          narrowed
            ? '没有符合条件的走访；换个条件，或清除筛选'
            : '还没有走访记录；清单发布后，走访人在手机“走访端”登记'
        }
      />
    </div>
  )
}
