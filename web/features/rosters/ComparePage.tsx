import { Button, Select } from 'antd'
import { useState } from 'react'
import { type ComparisonPart, comparisonParts } from '#contract/rosters/words.ts'
import { api } from '../../shell/api.ts'
import { saveFile } from '../../shell/client.ts'
import { useCan } from '../../shell/session.ts'
import { BackLink } from '../../ui/BackLink.tsx'
import type { Column } from '../../ui/columns.ts'
import { Facts } from '../../ui/Facts.tsx'
import { PickDay, pick, useFilters, type Values } from '../../ui/Filters.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { useSay } from '../../ui/useSay.ts'
import { FirmsLink } from './FirmsLink.tsx'
import { type Comparison, comparisonNames, useComparison, useRosters } from './useRosters.ts'

/** Two lists against each other: in both, in one alone, visited or not, by county; and why a rate is what it is. */
export function ComparePage() {
  const [filters] = useFilters()
  const compared = useComparison(filters)
  const can = useCan()
  return (
    <div className="stack">
      <BackLink to="/rosters" label="专项清单" />
      <PageTitle title="名单核对" note="两份清单逐户比对；一户只计一次，并入他户的算在他户名下">
        {can('ledger.export') && compared.data?.total ? <TakeSheets filters={filters} /> : null}
      </PageTitle>
      <div className="filters no-print">
        <PickVersion name="left" label="左清单（默认：走访对象清单）" />
        <PickVersion name="right" label="右清单（默认：省级清单）" />
        <PickDay name="on" label="截至哪一天" />
      </div>
      <Loaded query={compared}>{(c) => (c.total ? <Result c={c} /> : <Missing c={c} />)}</Loaded>
    </div>
  )
}

function Missing({ c }: { c: Comparison }) {
  const none = [c.left ? null : '走访对象清单', c.right ? null : '省级清单'].filter(Boolean).join('和')
  return (
    <Section title="还不能核对">
      <p style={{ margin: 0 }}>
        {c.on} 没有在用的{none}
        。请先发布（省级清单在“专项清单”建立后上传文件、换人审定发布），或在上面另选两份。
      </p>
    </Section>
  )
}

function PickVersion({ name, label }: { name: 'left' | 'right'; label: string }) {
  const [filters, set] = useFilters()
  const lists = useRosters(filters.on)
  return (
    <Select
      allowClear
      aria-label={label}
      placeholder={label}
      value={filters[name]}
      loading={lists.isLoading}
      options={(lists.data ?? []).flatMap((l) =>
        l.current ? [{ value: l.current.ref, label: `${l.name} · 第 ${l.current.no} 版` }] : [],
      )}
      onChange={(v?: string) => set({ [name]: v })}
      style={{ minWidth: 240 }}
      popupMatchSelectWidth={false}
    />
  )
}

function TakeSheets({ filters }: { filters: Values }) {
  const [busy, setBusy] = useState(false)
  const say = useSay()
  const take = async () => {
    setBusy(true)
    try {
      await saveFile(await api.exportComparison({ query: pick(filters, comparisonNames) as object }))
    } catch (problem) {
      say.sorry(problem instanceof Error ? problem.message : '没有导出，请重试')
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button loading={busy} onClick={() => void take()}>
      导出 Excel
    </Button>
  )
}

type Line = Comparison['counties'][number]
const first: readonly ComparisonPart[] = ['left', 'right', 'both', 'leftOnly', 'rightOnly', 'ended', 'merged']
const second: readonly ComparisonPart[] = [
  'visited',
  'visitedBoth',
  'visitedLeftOnly',
  'visitedRightOnly',
  'visitedNeither',
  'unvisitedLeft',
  'unvisitedRight',
]

function Result({ c }: { c: Comparison }) {
  const [filters] = useFilters()
  const lines = [...c.counties, c.total!]
  const table = (parts: readonly ComparisonPart[], label: string) => (
    <PlainTable
      rows={lines}
      columns={columnsOf(c, parts, pick(filters, comparisonNames) as Record<string, string>)}
      rowKey="place"
      label={label}
      empty="两份清单上都没有户"
    />
  )
  return (
    <>
      <Section
        title="两份清单"
        note={`截至 ${c.on}；走访${c.visitsSince ? `自 ${c.visitsSince} 起` : '不限起始日'}`}
      >
        <Facts items={[sideFact('左清单', c.left!), sideFact('右清单', c.right!)]} />
      </Section>
      <Section title="走访率怎么来的" note="由下面各数算出，不是填报">
        <p style={{ margin: 0 }}>{c.sentence}</p>
      </Section>
      <Section title="谁在哪份上" note="单位：户。点数字看名单">
        {table(first, '谁在哪份上')}
      </Section>
      <Section title="走访了没有" note="单位：户；走访过几次都只计一户">
        {table(second, '走访了没有')}
      </Section>
    </>
  )
}

function sideFact(label: string, v: NonNullable<Comparison['left']>) {
  const rows =
    v.rowsIn > 0
      ? `；文件 ${v.rowsIn.toLocaleString('zh-CN')} 户次，其中重复 ${v.repeated.toLocaleString('zh-CN')}、没有对上 ${v.unmatched.toLocaleString('zh-CN')}`
      : ''
  return { label, value: `${v.name} 第 ${v.no} 版（数据日期 ${v.asOf}）${rows}`, wide: true }
}

function columnsOf(
  c: Comparison,
  parts: readonly ComparisonPart[],
  query: Record<string, string>,
): Column<Line>[] {
  const searchOf = (line: Line, part: ComparisonPart): Record<string, string> => {
    const where: Record<string, string> =
      line === c.total ? {} : line.division ? { division: line.division } : { unplaced: 'yes' }
    return { ...query, part, ...where }
  }
  return [
    { title: '区县', dataIndex: 'place', render: (p: string, l) => (l === c.total ? <b>{p}</b> : p) },
    ...parts.map((part) => ({
      title: comparisonParts[part],
      key: part,
      align: 'right' as const,
      render: (_: unknown, line: Line) => (
        <FirmsLink n={line.counts[part] ?? 0} search={searchOf(line, part)} />
      ),
    })),
  ]
}
