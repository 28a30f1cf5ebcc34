import { Link } from 'wouter'
import { readDraft } from '../shell/drafts.ts'
import { Failed } from '../ui/phone/Failed.tsx'
import { Note } from '../ui/phone/Note.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { Ladder } from '../ui/phone/Steps.tsx'
import { portalDraftKey } from './portalDraft.ts'
import { useDivision, useNotice } from './useNotice.ts'

const way = [
  { label: '填一张表，约五分钟', done: false },
  { label: '工作人员核实并审核五项标准', done: false },
  { label: '推荐给您同意的银行', done: false },
  { label: '银行自主决定是否放款，不同意要说明原因', done: false },
]

/** What an owner sees after scanning: what this is, what it costs, and the three ways on. */
export function StartPage() {
  const division = useDivision()
  const { notice, error, load } = useNotice(division)
  const begun = readDraft(portalDraftKey) !== null
  const place = division ? notice?.places[0]?.name : undefined
  return (
    <Screen title="小微企业融资申报">
      <p className="muted">{notice ? `${notice.city}${place ?? ''}` : ''} 支持小微企业融资协调工作机制</p>
      {error ? <Failed error={error} onRetry={load} /> : null}
      <Note kind="good" title="不收任何费用">
        个体户、小微企业、合作社、农户都可以申报，不用找中介。凡以此收费的都是骗子。
      </Note>
      <nav className="stack" aria-label="办什么">
        <Link className="btn main wide" href={`/declare${division ? `?d=${division}` : ''}`}>
          {begun ? '接着填融资申报' : '我要申报融资'}
        </Link>
        <Link className="btn wide" href="/status">
          凭回执查进度
        </Link>
        <Link className="btn wide" href="/mine">
          企业账号登录
        </Link>
      </nav>
      <section className="card" aria-label="怎么办">
        <h2>怎么办</h2>
        <Ladder steps={way} />
      </section>
      {notice ? (
        <section className="card" aria-label="五项标准">
          <h2>看哪五项</h2>
          <ul className="plain">
            {notice.standards.map((s) => (
              <li key={s}>{s}</li>
            ))}
          </ul>
        </section>
      ) : null}
    </Screen>
  )
}
