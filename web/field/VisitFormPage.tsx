import { useCallback } from 'react'
import { useLocation } from 'wouter'
import { draftKey, readDraft, useDraft } from '../shell/drafts.ts'
import { useMe } from '../shell/phoneSession.ts'
import { goBack } from '../ui/phone/back.ts'
import { Failed } from '../ui/phone/Failed.tsx'
import { Bones } from '../ui/phone/Note.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { useEntity, useTarget } from './useField.ts'
import { VisitForm } from './VisitForm.tsx'
import { newVisitDraft, type Subject, type VisitDraft } from './visitDraft.ts'

/** The visit form of a target, or of a firm on no list. A draft on the phone opens it even where nothing can be read. */
export function VisitFormPage({ kind, id }: Subject) {
  const me = useMe()
  const [, navigate] = useLocation()
  const above = `/${kind === 'target' ? 'targets' : 'entities'}/${id}`
  const target = useTarget(id, kind === 'target')
  const entity = useEntity(id, kind === 'entity')
  const query = kind === 'target' ? target : entity
  const key = draftKey(me.accountId, 'visit', `${kind}-${id}`)
  const name = query.data?.name ?? readDraft<VisitDraft>(key)?.title.replace(/^走访 /, '')
  if (name === undefined)
    return (
      <Screen title="走访登记" back={{ label: '返回', onBack: () => goBack(() => navigate(above)) }}>
        {query.isError ? <Failed error={query.error} onRetry={() => void query.refetch()} /> : <Bones />}
      </Screen>
    )
  return (
    <WithDraft
      key={key}
      draftKey={key}
      subject={{ kind, id }}
      name={name}
      above={above}
      warning={target.data?.repeatWarning ?? null}
    />
  )
}

function WithDraft(props: {
  draftKey: string
  subject: Subject
  name: string
  above: string
  warning: string | null
}) {
  const [, navigate] = useLocation()
  const draft = useDraft<VisitDraft>({
    key: props.draftKey,
    title: `走访 ${props.name}`,
    path: `${props.above}/visit`,
    fresh: newVisitDraft,
  })
  const onDone = useCallback(
    (visitId: string, changed: boolean) =>
      navigate(`/visits/${visitId}?new=${changed ? 'earlier' : '1'}`, { replace: true }),
    [navigate],
  )
  return (
    <VisitForm
      draft={draft}
      subject={props.subject}
      name={props.name}
      warning={props.warning}
      onDone={onDone}
      onLeave={() => goBack(() => navigate(props.above))}
    />
  )
}
