import { Link } from '@tanstack/react-router'
import { Select, type TableColumnsType } from 'antd'
import { ruleChanges } from '#contract/screening/review.routes.ts'
import { BackLink } from '../../ui/BackLink.tsx'
import { useFilters } from '../../ui/Filters.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Figure } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { StateTag, type Tone } from '../../ui/StateTag.tsx'
import { type Comparison, type RuleSet, useComparison, useRuleSets } from './useScreening.ts'

/** Two versions of the rules side by side: what came, went and changed, and what each did on the same facts. */
export function ComparePage() {
  const sets = useRuleSets()
  return (
    <div className="stack">
      <BackLink to="/screening" label="筛查" />
      <PageTitle title="两版规则对照" />
      <Loaded query={sets}>{(all) => <Chosen sets={all} />}</Loaded>
    </div>
  )
}

function Chosen({ sets }: { sets: readonly RuleSet[] }) {
  const [filters, set] = useFilters()
  const after = sets.find((s) => s.id === filters.after) ?? sets[0]
  const before = sets.find((s) => s.id === filters.before) ?? sets.find((s) => s.id !== after?.id)
  const options = sets.map((s) => ({ value: s.id, label: `第 ${s.version} 版 ${s.name}${words[s.state]}` }))
  if (!after || !before)
    return (
      <Section title="还没有可对照的">
        <p style={{ margin: 0 }}>
          现在只有一版规则。到<Link to="/screening">筛查</Link>
          页起草新版后，可在这里看两版哪里不同、各剔除多少户。
        </p>
      </Section>
    )
  return (
    <>
      <div className="row no-print">
        <Select
          aria-label="前一版"
          value={before.id}
          options={options}
          onChange={(id: string) => set({ before: id })}
          style={{ minWidth: 260 }}
        />
        与
        <Select
          aria-label="后一版"
          value={after.id}
          options={options}
          onChange={(id: string) => set({ after: id })}
          style={{ minWidth: 260 }}
        />
      </div>
      <Compared before={before.id} after={after.id} />
    </>
  )
}

const words = { draft: '（草稿）', published: '（现行）', retired: '', discarded: '（已作废）' } as const

function Compared({ before, after }: { before: string; after: string }) {
  const comparison = useComparison(before, after)
  return <Loaded query={comparison}>{(c) => <Lines comparison={c} />}</Loaded>
}

function Lines({ comparison: c }: { comparison: Comparison }) {
  const changed = c.lines.filter((l) => l.change !== 'same')
  const same = c.lines.length - changed.length
  return (
    <>
      <Effects comparison={c} />
      <Section
        title={`规则：${changed.length} 条不同`}
        note={same > 0 ? `另有 ${same} 条完全相同，不列` : undefined}
      >
        <PlainTable
          rows={changed}
          columns={lineColumns(c)}
          rowKey="key"
          label="规则对照"
          empty="两版规则完全相同"
          fit
        />
      </Section>
    </>
  )
}

type Line = Comparison['lines'][number]

const tones: Readonly<Record<Line['change'], Tone>> = {
  added: 'go',
  removed: 'bad',
  changed: 'wait',
  same: 'off',
}

function lineColumns(c: Comparison): TableColumnsType<Line> {
  const count = (key: string, side: 'before' | 'after') => {
    const n = c.effects?.[side].byRule[key]
    return n === undefined ? '—' : <Figure n={n} />
  }
  return [
    {
      title: '规则',
      dataIndex: 'label',
      width: '22%',
      render: (label: string, l) => (
        <>
          <strong>{label}</strong> <StateTag tone={tones[l.change]}>{ruleChanges[l.change]}</StateTag>
        </>
      ),
    },
    { title: '有什么不同', key: 'what', render: (_, l) => <What line={l} /> },
    ...(c.effects
      ? [
          {
            title: `第 ${c.before.version} 版（户）`,
            key: 'before',
            align: 'right' as const,
            render: (_: unknown, l: Line) => count(l.key, 'before'),
          },
          {
            title: `第 ${c.after.version} 版（户）`,
            key: 'after',
            align: 'right' as const,
            render: (_: unknown, l: Line) => count(l.key, 'after'),
          },
        ]
      : []),
  ]
}

function What({ line }: { line: Line }) {
  if (line.change !== 'changed')
    return line.change === 'removed' ? <s>{line.sentence}</s> : <span>{line.sentence}</span>
  const pairs = [
    ...line.about.map((a) => ({ what: `${a.what}：`, before: a.before, after: a.after })),
    ...line.conditions.map((x) => ({ what: '', ...x })),
  ]
  return (
    <ul className="rows" style={{ margin: 0 }}>
      {pairs.map((p) => (
        <li key={`${p.what} ${p.before} ${p.after}`}>
          {p.what}
          {p.before !== null ? <s className="muted">{p.before}</s> : <StateTag tone="go">加</StateTag>}{' '}
          {p.after ?? <StateTag tone="bad">去掉</StateTag>}
        </li>
      ))}
    </ul>
  )
}

function Effects({ comparison: c }: { comparison: Comparison }) {
  if (!c.effects)
    return (
      <Section title="效果">
        <p className="muted" style={{ margin: 0 }}>
          这两版还没有在同一批名单、同一截止日期上都算过：给草稿做一次试算，或用现行规则执行一次筛查后再看。
        </p>
      </Section>
    )
  const { before, after, asOf, version } = c.effects
  const rows = [
    { key: 'targets', label: '保留', before: before.targets, after: after.targets },
    { key: 'excluded', label: '剔除', before: before.excluded, after: after.excluded },
  ]
  const from = { run: '筛查', preview: '试算' } as const
  return (
    <Section title="效果" note={`单位：户；同为登记库第 ${version} 版、截止 ${asOf}`}>
      <PlainTable
        rows={rows}
        rowKey="key"
        label="效果对照"
        empty=""
        columns={[
          { title: '', dataIndex: 'label' },
          {
            title: `第 ${c.before.version} 版（${from[before.from]}）`,
            dataIndex: 'before',
            align: 'right',
            render: (n: number) => <Figure n={n} />,
          },
          {
            title: `第 ${c.after.version} 版（${from[after.from]}）`,
            dataIndex: 'after',
            align: 'right',
            render: (n: number) => <Figure n={n} />,
          },
          {
            title: '相差',
            key: 'by',
            align: 'right',
            render: (_, r) =>
              `${r.after > r.before ? '+' : ''}${(r.after - r.before).toLocaleString('zh-CN')}`,
          },
        ]}
      />
    </Section>
  )
}
