import { useCallback } from 'react'
import { Link, useSearchParams } from 'wouter'
import { type TargetStage, targetStages } from '#contract/assignment/target.flow.ts'
import { listDrafts } from '../shell/drafts.ts'
import { useMe } from '../shell/phoneSession.ts'
import { Failed } from '../ui/phone/Failed.tsx'
import { More } from '../ui/phone/More.tsx'
import { Bones, Empty, Note } from '../ui/phone/Note.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { SearchBox } from '../ui/phone/SearchBox.tsx'
import { useOnline } from '../ui/phone/useOnline.ts'
import { Tabs } from './Tabs.tsx'
import { TargetLines } from './TargetLines.tsx'
import { dayWords } from './time.ts'
import { useMyWork, useQueue, useTargets, useWaiting } from './useField.ts'

const stages = Object.entries(targetStages) as [TargetStage, (typeof targetStages)[TargetStage]][]

/** The morning's question: whom do I see today. The stage and the search stand in the address and survive a reload. */
export function TodayPage() {
  const me = useMe()
  const online = useOnline()
  const [params, setParams] = useSearchParams()
  const search = params.get('q') ?? ''
  const wanted = params.get('stage') ?? 'toVisit'
  const stage = stages.find(([key]) => key === wanted)?.[0]
  const set = useCallback(
    (name: string, value: string) =>
      setParams(
        (now) => {
          const next = new URLSearchParams(now)
          if (value) next.set(name, value)
          else next.delete(name)
          return next
        },
        { replace: true },
      ),
    [setParams],
  )
  const team = params.get('of') === 'team'
  const onSearch = useCallback((text: string) => set('q', text), [set])
  return (
    <Screen title="今天" right={<span className="muted">{dayWords(me.today)}</span>} tabs={<Tabs />}>
      {online ? null : <Note kind="warn">现在没有网络。填写的登记会存在手机里，有网后再提交。</Note>}
      <Unfinished accountId={me.accountId} />
      <SearchBox
        label="按名称查找走访对象"
        placeholder="输入名称中任意两个字"
        value={search}
        onSearch={onSearch}
      />
      <Plate team={team} onPick={(of) => set('of', of)} />
      <Stages stage={stage} onPick={(s) => set('stage', s)} />
      <List team={team} stage={stage} search={search} onClear={() => setParams({}, { replace: true })} />
    </Screen>
  )
}

function Stages({ stage, onPick }: { stage: TargetStage | undefined; onPick: (stage: string) => void }) {
  const waiting = useWaiting()
  return (
    <fieldset className="chips" aria-label="按进展筛选">
      {stages.map(([key, { label }]) => (
        <button
          key={key}
          type="button"
          className="chip"
          aria-pressed={stage === key}
          onClick={() => onPick(key)}
        >
          {label}
          {waiting[key] ? <span className="num"> {waiting[key].toLocaleString('zh-CN')}</span> : null}
        </button>
      ))}
      <button type="button" className="chip" aria-pressed={stage === undefined} onClick={() => onPick('all')}>
        全部
      </button>
    </fieldset>
  )
}

/** Where one's firms come from: the place of the post, or the teams and colleagues one works for. */
function Plate({ team, onPick }: { team: boolean; onPick: (of: string) => void }) {
  const { data } = useMyWork()
  const covering = data?.covers.filter((c) => c.live && c.mine === 'covering') ?? []
  if (!data || (data.teams.length === 0 && covering.length === 0)) return null
  const names = [...data.teams.map((t) => t.name), ...covering.map((c) => `替${c.person}`)].join('、')
  return (
    <fieldset className="chips" aria-label="看谁的对象">
      <button type="button" className="chip" aria-pressed={!team} onClick={() => onPick('')}>
        本岗位
      </button>
      <button type="button" className="chip" aria-pressed={team} onClick={() => onPick('team')}>
        {names}
      </button>
    </fieldset>
  )
}

function List(props: { team: boolean; stage: TargetStage | undefined; search: string; onClear: () => void }) {
  const { stage, search } = props
  const own = useTargets({ stage, search: search || undefined }, !props.team)
  const queue = useQueue({ stage, search: search || undefined }, props.team)
  const query = props.team ? queue : own
  const rows = query.data?.pages.flatMap((p) => p.rows) ?? []
  if (query.isError && rows.length === 0)
    return <Failed error={query.error} onRetry={() => void query.refetch()} />
  if (query.isPending) return <Bones rows={5} />
  if (rows.length === 0) return <NoTargets {...props} />
  return (
    <>
      <TargetLines rows={rows} />
      {query.isError ? <Failed error={query.error} onRetry={() => void query.fetchNextPage()} /> : null}
      <More
        has={query.hasNextPage && !query.isError}
        busy={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
        shown={rows.length}
      />
    </>
  )
}

function NoTargets(props: { stage: TargetStage | undefined; search: string; onClear: () => void }) {
  if (props.search)
    return (
      <Empty title={`没有名称含“${props.search}”的走访对象`}>
        <p>换两个字试试；不在清单上的企业，可到“清单外”登记。</p>
        <button type="button" className="btn small" onClick={props.onClear}>
          清除查找
        </button>
      </Empty>
    )
  return props.stage === 'toVisit' ? (
    <Empty title="待走访的都走完了">看看“待二次走访”，或到“清单外”登记临时走访。</Empty>
  ) : (
    <Empty title="这里还没有企业">走访登记后，会按结果归到这里。</Empty>
  )
}

/** Forms begun and not sent: named one by one, so that none is forgotten. */
function Unfinished({ accountId }: { accountId: string }) {
  const drafts = listDrafts(accountId)
  if (drafts.length === 0) return null
  return (
    <Note kind="warn" title={`有 ${drafts.length} 份没有提交，点开接着填`}>
      <ul className="stack tight">
        {drafts.map((d) => (
          <li key={d.key}>
            <Link className="btn small" href={d.path}>
              {d.title}
            </Link>
          </li>
        ))}
      </ul>
    </Note>
  )
}
