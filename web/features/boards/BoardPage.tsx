import { Link } from '@tanstack/react-router'
import { Button, DatePicker, Segmented } from 'antd'
import dayjs from 'dayjs'
import type { Metric } from '#contract/boards/words.ts'
import { ancestorOf } from '#contract/organisations/words.ts'
import { useSession } from '../../shell/session.ts'
import { useFilters } from '../../ui/Filters.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Section } from '../../ui/Section.tsx'
import { usePaper } from '../../ui/usePaper.ts'
import { BankFilter } from '../financing/BankPicker.tsx'
import type { Scope } from './CountLinks.tsx'
import { FunnelDrawing } from './FunnelDrawing.tsx'
import { FunnelTable } from './FunnelTable.tsx'
import { ownCut } from './ownCut.ts'
import { RateTable } from './RateTable.tsx'
import { type Funnel, type FunnelQuery, useFunnel } from './useBoards.ts'

const cuts = { county: '按区县', town: '按镇街', bank: '按银行' } as const
type By = keyof typeof cuts

/** 走访→需求→申报→推荐→授信→放款 at the end of any day; every number opens into the rows it is made of. */
export function BoardPage() {
  const { data: session } = useSession()
  usePaper('A4 landscape', '10mm')
  const [filters, set] = useFilters()
  const query: FunnelQuery = {
    by: (filters.by as By | undefined) ?? ownCut(session),
    asOf: filters.asOf,
    division: filters.division,
    bankId: filters.bankId,
  }
  const funnel = useFunnel(query)
  const asOf = funnel.data?.asOf ?? filters.asOf ?? session?.today
  return (
    <div className="stack">
      <PageTitle
        title="统计看板"
        note={`统计截止 ${asOf ?? ''}${session?.bankName ? `，${session.bankName}` : ''}`}
      >
        <Button onClick={() => window.print()}>打印</Button>
      </PageTitle>
      <div className="filters no-print">
        <Segmented
          className="whole"
          aria-label="分组"
          value={query.by}
          options={Object.entries(cuts).map(([value, label]) => ({ value, label }))}
          onChange={(by) => set({ by })}
        />
        <DatePicker
          aria-label="统计截止日"
          placeholder="统计截止日"
          value={asOf ? dayjs(asOf) : null}
          maxDate={session ? dayjs(session.today) : undefined}
          allowClear={filters.asOf !== undefined}
          onChange={(d) => set({ asOf: d ? d.format('YYYY-MM-DD') : undefined })}
        />
        {session?.bankName ? null : <BankFilter name="bankId" />}
      </div>
      <Crumbs
        division={filters.division}
        name={funnel.data ? placeName(funnel.data, filters.division) : ''}
      />
      <Loaded query={funnel}>{(data) => <BoardBody funnel={data} query={query} />}</Loaded>
    </div>
  )
}

/** The name of the place drilled into, as far as the rows tell it. */
function placeName(funnel: Funnel, division: string | undefined): string {
  return funnel.rows.find((r) => r.key === division)?.name ?? ''
}

function Crumbs({ division, name }: { division: string | undefined; name: string }) {
  const [filters, set] = useFilters()
  if (!division) return null
  return (
    <nav className="row no-print" aria-label="所在范围">
      <Button size="small" onClick={() => set({ division: undefined, by: 'county' })}>
        ← 回到全部区县
      </Button>
      <span>现在看的是 {name || filters.name || `区划 ${ancestorOf(division, 'county')}`}</span>
    </nav>
  )
}

function BoardBody({ funnel, query }: { funnel: Funnel; query: FunnelQuery }) {
  const scope = { asOf: funnel.asOf, division: query.division, bankId: query.bankId }
  return (
    <>
      <Section
        title="从走访到放款"
        note={funnel.listName ? `走访率所用清单：${funnel.listName}` : '当日没有已发布的清单，没有走访率'}
      >
        <FunnelDrawing funnel={funnel} scope={scope} />
        <p style={{ margin: '12px 0 0' }}>
          <Aside funnel={funnel} scope={scope} metric="visitedOff" says="清单外走访" />
          ，不计入走访率；
          <Aside funnel={funnel} scope={scope} metric="declaredOff" says="未走访即申报" />
          ，不计入申报率。两者单独列示。
        </p>
      </Section>
      <Section
        title={`${cuts[funnel.by].slice(1)}明细`}
        note="户按企业去重，户次按次数；合计去重，不等于各行相加"
      >
        <FunnelTable funnel={funnel} query={query} />
      </Section>
      <Section title="比率" note="每个比率写明分子、分母；分母为零时不计算">
        <RateTable funnel={funnel} />
      </Section>
    </>
  )
}

/** A number that no rate takes in, said beside them so that it is not missed. */
function Aside(props: { funnel: Funnel; scope: Scope; metric: Metric; says: string }) {
  const { households } = props.funnel.total.counts[props.metric]
  const text = `${households.toLocaleString('zh-CN')} 户`
  const search = { ...clean({ ...props.scope }), metric: props.metric, unit: 'households' }
  return (
    <>
      {props.says}{' '}
      {households > 0 ? (
        <Link to="/board/rows" search={search}>
          {text}
        </Link>
      ) : (
        text
      )}
    </>
  )
}

/** An address carries only what is set. */
export function clean(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
