import { useState } from 'react'
import { Link } from 'wouter'
import { addDays } from '#contract/kernel/deadline.ts'
import { moneyText } from '#contract/kernel/money.ts'
import { modes, outcomes } from '#contract/visits/words.ts'
import { useMe } from '../shell/phoneSession.ts'
import { Failed } from '../ui/phone/Failed.tsx'
import { Icon } from '../ui/phone/Icon.tsx'
import { More } from '../ui/phone/More.tsx'
import { Bones, Empty } from '../ui/phone/Note.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { Tabs } from './Tabs.tsx'
import { dayWords, hourOf } from './time.ts'
import { useMyVisits, type VisitLine } from './useField.ts'

/** What I did today, and the days before, one day at a time. */
export function VisitsPage() {
  const { today } = useMe()
  const [day, setDay] = useState(today)
  const query = useMyVisits(day)
  const rows = query.data?.pages.flatMap((p) => p.rows) ?? []
  const met = rows.filter((v) => v.counted).length
  return (
    <Screen title="已走访" tabs={<Tabs />}>
      <div className="row between">
        <button type="button" className="btn small" onClick={() => setDay(addDays(day, -1))}>
          前一天
        </button>
        <span className="strong" aria-live="polite">
          {day === today ? '今天' : dayWords(day)}
        </span>
        <button
          type="button"
          className="btn small"
          disabled={day >= today}
          onClick={() => setDay(addDays(day, 1))}
        >
          后一天
        </button>
      </div>
      {query.isError ? <Failed error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Bones /> : null}
      {query.data && rows.length === 0 ? (
        <Empty title={day === today ? '今天还没有登记走访' : '这一天没有登记走访'}>
          到“今天”里点一户企业，见面后登记。
        </Empty>
      ) : null}
      {rows.length > 0 ? (
        <>
          <p className="muted">
            登记 {rows.length} 次，其中见到经营 {met} 次
          </p>
          <ul className="list">
            {rows.map((v) => (
              <VisitRow key={v.id} v={v} />
            ))}
          </ul>
          <More
            has={query.hasNextPage && !query.isError}
            busy={query.isFetchingNextPage}
            onMore={() => void query.fetchNextPage()}
            shown={0}
          />
        </>
      ) : null}
    </Screen>
  )
}

function VisitRow({ v }: { v: VisitLine }) {
  return (
    <li>
      <Link className="line" href={`/visits/${v.id}`}>
        <span className="grow">
          <span className="strong">{v.name}</span>
          <span className="row small muted">
            <span className="num">{hourOf(v.occurredAt)}</span>
            <span>{modes[v.mode]}</span>
            <span>{outcomes[v.outcome]}</span>
            {v.hasNeed && v.needFen ? <span className="tag green">需求 {moneyText(v.needFen)}</span> : null}
            {v.problems > 0 ? <span className="tag amber">问题 {v.problems} 个</span> : null}
            {v.onList ? null : <span className="tag">清单外</span>}
          </span>
        </span>
        <span className="arrow">
          <Icon name="right" size={20} />
        </span>
      </Link>
    </li>
  )
}
