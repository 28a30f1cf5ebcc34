import type { TableColumnsType } from 'antd'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { RunCount } from './RunCount.tsx'
import type { RuleSet, RunResult } from './useScreening.ts'

type Line = RuleSet['rules'][number]

interface Compared extends Line {
  /** Against the version before: what this line is. */
  change: 'new' | 'changed' | 'gone' | null
  before: Line | null
}

const changeWords = { new: '新增', changed: '有改动', gone: '不再使用' } as const

const columns: TableColumnsType<Compared> = [
  {
    title: '规则',
    dataIndex: 'label',
    width: '30%',
    render: (label: string, r) => (
      <>
        <strong>{label}</strong>{' '}
        {r.change ? (
          <StateTag tone={r.change === 'gone' ? 'bad' : 'wait'}>{changeWords[r.change]}</StateTag>
        ) : null}
        {r.why ? <div className="muted small">{r.why}</div> : null}
      </>
    ),
  },
  {
    title: '满足什么条件',
    dataIndex: 'sentence',
    render: (sentence: string, r) => (
      <div style={{ textDecoration: r.change === 'gone' ? 'line-through' : undefined }}>
        {sentence}
        {r.change === 'changed' && r.before && r.before.sentence !== sentence ? (
          <div className="muted small">现行：{r.before.sentence}</div>
        ) : null}
      </div>
    ),
  },
  {
    title: '就',
    dataIndex: 'effect',
    className: 'nowrap',
    render: (effect: string, r) => (
      <>
        {effect}
        {r.before && r.before.effect !== effect ? (
          <div className="muted small">现行：{r.before.effect}</div>
        ) : null}
      </>
    ),
  },
]

/** How many firms each rule met in a run; the figure opens them. */
function countColumn(run: RunResult): TableColumnsType<Compared>[number] {
  return {
    title: `${run.asOf} 筛查`,
    key: 'count',
    align: 'right',
    className: 'nowrap',
    render: (_, r) => {
      const tier = run.tiers.find((t) => t.key === r.key)
      const reason = run.reasons.find((x) => x.key === r.key)
      return tier ? (
        <RunCount run={run} n={tier.count} search={{ tierRule: r.key }} />
      ) : (
        <RunCount run={run} n={reason?.count ?? 0} search={{ reason: r.key }} />
      )
    },
  }
}

/** The rules as sentences; beside another version, with what differs from it; beside a run, with what they met in it. */
export function RuleTable({ set, against, run }: { set: RuleSet; against?: RuleSet; run?: RunResult }) {
  return (
    <PlainTable
      rows={compare(set, against)}
      columns={run ? [...columns, countColumn(run)] : columns}
      rowKey="key"
      label={set.name}
      empty="没有规则"
      fit
    />
  )
}

function compare(set: RuleSet, against: RuleSet | undefined): Compared[] {
  const before = new Map((against?.rules ?? []).map((r) => [r.key, r]))
  const now = set.rules.map((r): Compared => {
    const old = before.get(r.key) ?? null
    if (!against) return { ...r, change: null, before: null }
    if (!old) return { ...r, change: 'new', before: null }
    const same = old.sentence === r.sentence && old.effect === r.effect && old.label === r.label
    return { ...r, change: same ? null : 'changed', before: old }
  })
  const kept = new Set(set.rules.map((r) => r.key))
  const gone = (against?.rules ?? [])
    .filter((r) => !kept.has(r.key))
    .map((r): Compared => ({ ...r, change: 'gone', before: null }))
  return [...now, ...gone]
}
