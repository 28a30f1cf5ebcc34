import { Link, useLocation, useSearchParams } from 'wouter'
import { moneyText } from '#contract/kernel/money.ts'
import {
  modes,
  observationResults,
  operations,
  outcomes,
  outlooks,
  problemCategories,
} from '#contract/visits/words.ts'
import { useMay, useMe } from '../shell/phoneSession.ts'
import { goBack } from '../ui/phone/back.ts'
import { Failed } from '../ui/phone/Failed.tsx'
import { Bones, Note } from '../ui/phone/Note.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { Facts } from '../ui/phone/Steps.tsx'
import { whenWords } from './time.ts'
import { useVisit, type Visit } from './useField.ts'

/** A visit as it stands in the ledger; just after it was written down, also what comes next. */
export function VisitPage({ visitId }: { visitId: string }) {
  const [, navigate] = useLocation()
  const [params] = useSearchParams()
  const query = useVisit(visitId)
  const fresh = params.get('new')
  const back = { label: '返回', onBack: () => (fresh ? navigate('/') : goBack(() => navigate('/visits'))) }
  if (!query.data)
    return (
      <Screen title="走访记录" back={back}>
        {query.isError ? <Failed error={query.error} onRetry={() => void query.refetch()} /> : <Bones />}
      </Screen>
    )
  const v = query.data
  return (
    <Screen title={v.name} back={back}>
      {fresh ? <Next v={v} earlier={fresh === 'earlier'} /> : null}
      <Record v={v} />
    </Screen>
  )
}

function Next({ v, earlier }: { v: Visit; earlier: boolean }) {
  const may = useMay()
  const declare = `/${v.targetId ? 'targets' : 'entities'}/${v.targetId ?? v.entityId}/declare?visit=${v.id}`
  return (
    <section className="stack">
      <Note kind="good" title="走访已登记">
        {earlier ? (
          <p>网络断开前的那次其实已经送到，登记的是当时的内容，后来改的没有记入，请看下面核对。</p>
        ) : null}
        {v.late ? (
          <p>这户已交给别人负责，这次只留作备注，不计数；写的内容都在。</p>
        ) : v.counted ? (
          v.household ? null : (
            <p>这户本轮已计过，这次计次数，不重复计户。</p>
          )
        ) : (
          <p>这次不计入走访户数（没见到经营，或只是电话联系）。</p>
        )}
      </Note>
      {v.hasNeed && may('declaration.write') ? (
        <Link className="btn main wide" href={declare}>
          立即代填申报
        </Link>
      ) : null}
      {v.hasNeed && !may('declaration.write') ? (
        <Note title="已通知专班">
          这户已列入区县专班的“有需求未申报”，由专班、镇街联系企业申报；审核通过后按程序推荐到银行。
        </Note>
      ) : null}
      <Link className={v.hasNeed ? 'btn wide' : 'btn main wide'} href="/">
        下一户
      </Link>
    </section>
  )
}

function Record({ v }: { v: Visit }) {
  const me = useMe()
  return (
    <>
      <section className="card">
        <h2>走访情况</h2>
        <Facts
          rows={[
            ['时间', whenWords(v.occurredAt, me.today)],
            ['方式', modes[v.mode]],
            ['结果', outcomes[v.outcome]],
            ['走访人', `${v.by}（${v.org}）`],
            ['同行', v.companions.join('、')],
            ['地点', v.place],
            ['清单', v.onList ? '清单内' : '清单外'],
            ['人数', v.employees === null ? '' : `${v.employees} 人`],
            ['年营业额', v.revenueFen === null ? '' : moneyText(v.revenueFen)],
            ['资产', v.assetsFen === null ? '' : moneyText(v.assetsFen)],
            ['生意', v.operation === null ? '' : operations[v.operation]],
            ['前景', v.outlook === null ? '' : outlooks[v.outlook]],
            ['融资需求', needText(v)],
            ['用途', v.needUse],
            ['备注', v.note],
          ]}
        />
      </section>
      {v.observations.length > 0 ? (
        <section className="card">
          <h2>五项观察</h2>
          <Facts
            rows={v.observations.map((o) => [
              o.label,
              `${observationResults[o.result]}${o.basis ? `：${o.basis}` : ''}`,
            ])}
          />
        </section>
      ) : null}
      {v.problemList.length > 0 ? (
        <section className="card">
          <h2>反映的问题</h2>
          <Facts
            rows={v.problemList.map((p) => [
              problemCategories[p.category],
              `${p.description}${p.solvedOnSpot ? '（当场解决）' : ''}`,
            ])}
          />
        </section>
      ) : null}
    </>
  )
}

function needText(v: Visit): string {
  if (v.hasNeed === null) return ''
  if (!v.hasNeed) return `暂无${v.noNeedReason ? `（${v.noNeedReason}）` : ''}`
  return v.needFen === null ? '有' : moneyText(v.needFen)
}
