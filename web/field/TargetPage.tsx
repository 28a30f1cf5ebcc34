import { Link, useLocation } from 'wouter'
import { entityKinds } from '#contract/registry/words.ts'
import { draftKey, readDraft } from '../shell/drafts.ts'
import { useMay, useMe } from '../shell/phoneSession.ts'
import { goBack } from '../ui/phone/back.ts'
import { Failed } from '../ui/phone/Failed.tsx'
import { Bones, Note } from '../ui/phone/Note.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { Facts } from '../ui/phone/Steps.tsx'
import { RevealBox } from './RevealBox.tsx'
import { RevisitBox } from './RevisitBox.tsx'
import { TargetTag } from './TargetLines.tsx'
import { hourOf } from './time.ts'
import { type Target, useLease, useTarget } from './useField.ts'

const visitActions = ['findNeed', 'findNoNeed', 'missVisit', 'preContact']

/** One firm before the door is knocked on: where it is, whom to call, who was there last. */
export function TargetPage({ targetId }: { targetId: string }) {
  const [, navigate] = useLocation()
  const me = useMe()
  const query = useTarget(targetId)
  const back = { label: '返回', onBack: () => goBack(() => navigate('/')) }
  if (!query.data)
    return (
      <Screen title="走访对象" back={back}>
        {query.isError ? (
          <Failed error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Bones rows={4} />
        )}
      </Screen>
    )
  const t = query.data
  const visit = t.actions.filter((a) => visitActions.includes(a.action))
  const free = visit.some((a) => a.blocked === null)
  const begun = readDraft(draftKey(me.accountId, 'visit', `target-${t.id}`)) !== null
  return (
    <Screen
      title={t.name}
      back={back}
      bar={
        free ? (
          <Link className="btn main" href={`/targets/${t.id}/visit`}>
            {begun ? '接着填走访登记' : '登记走访'}
          </Link>
        ) : undefined
      }
    >
      {t.repeatWarning ? <Note kind="warn">{t.repeatWarning}</Note> : null}
      {free ? null : (
        <Note kind="warn">{visit[0]?.blocked ?? `这户现在是“${t.statusLabel}”，不用走访。`}</Note>
      )}
      <LeaseBox t={t} />
      <Contact t={t} />
      <Story t={t} />
      <RevisitBox t={t} />
    </Screen>
  )
}

/** Who has taken the firm out for today, so that two do not stand at one door. It bars nobody. */
function LeaseBox({ t }: { t: Target }) {
  const may = useMay()
  const lease = useLease(t.id)
  if (!may('target.take')) return null
  if (t.lease && !t.lease.mine)
    return (
      <Note kind="warn">
        {t.lease.by} 已领取，至 {hourOf(t.lease.until)}。到时自动放开；急着去请先与对方说一声。
      </Note>
    )
  return (
    <button
      type="button"
      className="btn wide"
      disabled={lease.isPending}
      onClick={() => lease.mutate(t.lease === null)}
    >
      {t.lease ? `我已领取，至 ${hourOf(t.lease.until)} · 放回` : '领取：今天我去走'}
    </button>
  )
}

function Contact({ t }: { t: Target }) {
  const may = useMay()
  const reveal = may('entity.reveal')
  return (
    <section className="card" aria-label="怎么找到">
      <div className="row small muted">
        <span>第 {t.tier} 批</span>
        <span>{entityKinds[t.kind]}</span>
        <TargetTag status={t.status} label={t.statusLabel} />
        <span>{t.place}</span>
      </div>
      <RevealBox
        entityId={t.entityId}
        field="address"
        masked={t.address ?? '没有登记地址'}
        may={reveal && t.address?.includes('*') === true}
      />
      <RevealBox
        entityId={t.entityId}
        field="phone"
        masked={t.phone ?? '没有登记电话'}
        may={reveal && t.phone !== null}
      />
      {reveal ? null : <p className="hint">完整电话和门牌请向同行的镇街干部询问。</p>}
    </section>
  )
}

function Story({ t }: { t: Target }) {
  return (
    <section className="card" aria-label="这户的情况">
      <h2>这户的情况</h2>
      <Facts
        rows={[
          [
            '上次走访',
            t.lastVisit ? `${t.lastVisit.on} ${t.lastVisit.by}\n${t.lastVisit.outcome}` : '还没有人走访过',
          ],
          ['走访次数', t.visits > 0 ? `${t.visits} 次` : ''],
          ['主办行', t.mainBranch],
          ['备选行', t.backupBranch],
          ['派发依据', t.assignedWhy.join('；')],
          ['负责人', t.legalRep],
          ['信用代码', t.uscc],
          ['经营范围', t.scope],
          ['所在清单', t.listName],
        ]}
      />
      {t.declarationId ? (
        <Link className="btn wide" href={`/declarations/${t.declarationId}`}>
          看在办的融资申报
        </Link>
      ) : null}
    </section>
  )
}
