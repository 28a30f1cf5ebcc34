import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { industrySections } from '#contract/registry/words.ts'
import { api } from '../../shell/api.ts'
import type { Column } from '../../ui/columns.ts'
import { ClearFilters, SearchBox, useFilters } from '../../ui/Filters.tsx'
import { FoldedTable } from '../../ui/FoldedTable.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Figure, Money } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Section } from '../../ui/Section.tsx'
import { type Capacity, CapacityDialog } from './CapacityDialog.tsx'

const tradesText = (letters: string) =>
  Array.from(letters, (l) => industrySections[l] ?? l).join('、') || '不限'

/** A bank with its branches under it, or one branch. */
interface Line {
  key: string
  name: string
  visits: number
  plan: bigint | null
  /** Branches of a bank that have told no plan of credit. */
  untold: number
  branch?: Capacity
  children?: Line[]
}

/** What each branch can do in a year; by hand here, or by the branch list. The next assignment reads it. */
export function CapacityPage() {
  const [changing, setChanging] = useState<Capacity | null>(null)
  const branches = useQuery({
    queryKey: ['branches'],
    queryFn: async () => (await api.listCapacities({})).rows,
  })
  return (
    <div className="stack">
      <PageTitle title="网点能力" note="派发按这里的能力和特色行业算；改了之后重新派发才起作用">
        <LinkButton to="/imports">按名单导入</LinkButton>
        <LinkButton to="/lists">去派发</LinkButton>
      </PageTitle>
      <Loaded query={branches}>{(all) => <Banks all={all} onChange={setChanging} />}</Loaded>
      {changing ? (
        <CapacityDialog
          branch={changing}
          onClose={() => setChanging(null)}
          onReload={() => void branches.refetch().then(() => setChanging(null))}
        />
      ) : null}
    </div>
  )
}

function Banks({ all, onChange }: { all: readonly Capacity[]; onChange: (b: Capacity) => void }) {
  const [filters] = useFilters()
  const found = all.filter(
    (b) =>
      (!filters.q || `${b.bank}${b.branch}${b.place}`.includes(filters.q)) &&
      (!filters.place || b.place.startsWith(filters.place)),
  )
  const visits = found.reduce((n, b) => n + b.visitsPerYear, 0)
  const searched = Boolean(filters.q || filters.place)
  const banks = linesOf(found)
  return (
    <>
      <div className="filters no-print">
        <SearchBox name="q" placeholder="银行、网点或所在地" />
        <PickPlace places={[...new Set(all.map((b) => countyOf(b.place)))]} />
        <ClearFilters names={['q', 'place']} />
      </div>
      <Section
        title={`${found.length.toLocaleString('zh-CN')} 个网点`}
        note={`一年共能走访 ${visits.toLocaleString('zh-CN')} 户${searched ? '' : '；按银行归并，点开看网点'}`}
      >
        <FoldedTable
          // What is searched for is a branch: its bank stands in its name.
          rows={searched ? banks.flatMap((b) => b.children ?? []) : banks}
          columns={columnsOf(onChange)}
          label="网点能力"
          empty={
            searched ? '没有这样的网点，请换个词或清除筛选' : '还没有网点；先导入“银行网点与走访能力”名单'
          }
        />
      </Section>
    </>
  )
}

const countyOf = (place: string) => place.split(' ')[0]!

function PickPlace({ places }: { places: string[] }) {
  const [filters, set] = useFilters()
  return (
    <Select
      allowClear
      aria-label="所在区县"
      placeholder="所在区县"
      value={filters.place}
      options={places.filter(Boolean).map((p) => ({ value: p, label: p }))}
      onChange={(place?: string) => set({ place })}
      style={{ minWidth: 128 }}
    />
  )
}

function linesOf(rows: readonly Capacity[]): Line[] {
  const banks = new Map<string, Line[]>()
  for (const b of rows) {
    const line: Line = {
      key: b.branchId,
      name: b.branch,
      visits: b.visitsPerYear,
      plan: b.creditPlanFen === null ? null : BigInt(b.creditPlanFen),
      untold: b.creditPlanFen === null ? 1 : 0,
      branch: b,
    }
    banks.set(b.bank, [...(banks.get(b.bank) ?? []), line])
  }
  return Array.from(banks, ([bank, children]) => ({
    key: bank,
    name: bank,
    visits: children.reduce((n, c) => n + c.visits, 0),
    plan: children.reduce<bigint | null>((n, c) => (c.plan === null ? n : (n ?? 0n) + c.plan), null),
    untold: children.reduce((n, c) => n + c.untold, 0),
    children,
  }))
}

function columnsOf(onChange: (b: Capacity) => void): Column<Line>[] {
  return [
    {
      title: '银行、网点',
      dataIndex: 'name',
      render: (name: string, l) => (
        <>
          {name} {l.children ? <span className="muted small">{l.children.length} 个网点</span> : null}
        </>
      ),
    },
    { title: '所在', key: 'place', render: (_, l) => (l.branch ? l.branch.place || '全市' : null) },
    {
      title: '年走访能力（户）',
      dataIndex: 'visits',
      align: 'right',
      render: (n: number) => <Figure n={n} />,
      sorter: (a, b) => a.visits - b.visits,
    },
    {
      title: '特色行业',
      key: 'trades',
      render: (_, l) => (l.branch ? tradesText(l.branch.trades) : null),
    },
    { title: '专项授信计划', dataIndex: 'plan', align: 'right', render: (_, l) => <Plan line={l} /> },
    {
      title: '办理',
      key: 'act',
      render: (_, l) =>
        l.branch ? (
          <Button size="small" onClick={() => onChange(l.branch!)}>
            调整
          </Button>
        ) : null,
    },
  ]
}

function Plan({ line }: { line: Line }) {
  const branches = line.children?.length
  if (line.plan === null) return <>{branches ? '都未报' : '未报'}</>
  return (
    <>
      <Money fen={String(line.plan)} />
      {branches && line.untold > 0 ? <span className="muted small">　{line.untold} 个未报</span> : null}
    </>
  )
}
