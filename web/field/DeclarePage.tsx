import { useCallback } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { draftKey, readDraft, useDraft } from '../shell/drafts.ts'
import { useMe } from '../shell/phoneSession.ts'
import { goBack } from '../ui/phone/back.ts'
import { Failed } from '../ui/phone/Failed.tsx'
import { Bones } from '../ui/phone/Note.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { DeclareForm } from './DeclareForm.tsx'
import { type DeclareDraft, newDeclareDraft } from './declareDraft.ts'
import { useEntity, useTarget, useVisitIf, type Visit } from './useField.ts'
import type { Subject } from './visitDraft.ts'

/** Fills in a firm's declaration at the door: the visit's findings stand in it already. */
export function DeclarePage({ kind, id }: Subject) {
  const me = useMe()
  const [, navigate] = useLocation()
  const [params] = useSearchParams()
  const visitId = params.get('visit') ?? undefined
  const target = useTarget(id, kind === 'target')
  const entity = useEntity(id, kind === 'entity')
  const visit = useVisitIf(visitId)
  const query = kind === 'target' ? target : entity
  const above = `/${kind === 'target' ? 'targets' : 'entities'}/${id}`
  const key = draftKey(me.accountId, 'declare', `${kind}-${id}`)
  const begun = readDraft<DeclareDraft>(key) !== null
  const ready = query.data !== undefined && (begun || visitId === undefined || visit.data !== undefined)
  const failed = query.isError ? query : visit.isError ? visit : null
  if (!ready)
    return (
      <Screen title="代填申报" back={{ label: '返回', onBack: () => goBack(() => navigate(above)) }}>
        {failed?.error ? (
          <Failed error={failed.error} onRetry={() => void failed.refetch()} />
        ) : (
          <Bones rows={4} />
        )}
      </Screen>
    )
  return (
    <WithDraft
      key={key}
      draftKey={key}
      subject={{ kind, id }}
      name={query.data!.name}
      above={above}
      visit={visit.data}
      visitId={visitId}
      banks={banksOf(target.data)}
    />
  )
}

/** The banks that the list assigned to this firm, by name; none for a firm on no list. */
function banksOf(t: ReturnType<typeof useTarget>['data']) {
  if (!t) return []
  return [
    ...(t.mainBankId ? [{ id: t.mainBankId, name: t.mainBank ?? '主办行', part: '主办行' }] : []),
    ...(t.backupBankId ? [{ id: t.backupBankId, name: t.backupBank ?? '备选行', part: '备选行' }] : []),
  ]
}

function WithDraft(props: {
  draftKey: string
  subject: Subject
  name: string
  above: string
  visit: Visit | undefined
  visitId: string | undefined
  banks: ReturnType<typeof banksOf>
}) {
  const [, navigate] = useLocation()
  const { visit } = props
  const fresh = useCallback(() => newDeclareDraft(visit), [visit])
  const draft = useDraft<DeclareDraft>({
    key: props.draftKey,
    title: `代填申报 ${props.name}`,
    path: `${props.above}/declare${props.visitId ? `?visit=${props.visitId}` : ''}`,
    fresh,
  })
  return (
    <DeclareForm
      draft={draft}
      subject={props.subject}
      name={props.name}
      visitId={props.visitId}
      banks={props.banks}
      onDone={(id) => navigate(`/declarations/${id}?new=1`, { replace: true })}
      onLeave={() => goBack(() => navigate(props.above))}
    />
  )
}
