import { useCallback, useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { type NewDeclarationBody, useDeclare } from '../features/financing/phoneDeclarations.ts'
import { readNeed } from '../features/financing/phoneNeed.ts'
import { draftKey, useDraft } from '../shell/drafts.ts'
import { type Issues, issuesOfProblem } from '../shell/issues.ts'
import { useMe } from '../shell/phoneSession.ts'
import type { Envelope } from '../shell/submission.ts'
import { goBack } from '../ui/phone/back.ts'
import { Failed } from '../ui/phone/Failed.tsx'
import { Bones } from '../ui/phone/Note.tsx'
import { NotSent } from '../ui/phone/NotSent.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { Steps } from '../ui/phone/Steps.tsx'
import { showFirstError } from '../ui/phone/showFirstError.ts'
import type { Notice } from './api.ts'
import { Agree, Need } from './DeclareSteps.tsx'
import { newPortalDraft, type PortalDraft } from './portalDraft.ts'
import { useNotice } from './useNotice.ts'

/** A firm with an account declares for itself: the need and the consents; who it is, is known. */
export function OwnDeclarePage() {
  const [, navigate] = useLocation()
  const { notice, error, load } = useNotice(undefined)
  if (!notice)
    return (
      <Screen title="新的融资申报" back={{ label: '返回', onBack: () => goBack(() => navigate('/mine')) }}>
        {error ? <Failed error={error} onRetry={load} /> : <Bones rows={4} />}
      </Screen>
    )
  return <Form notice={notice} />
}

type OwnDraft = Omit<PortalDraft, 'envelope'> & { envelope: Envelope<NewDeclarationBody> }

function readOwn(
  draft: OwnDraft,
): { body: NewDeclarationBody; issues: null } | { body: null; issues: Issues } {
  const { need, issues } = readNeed(draft.need)
  const missing: Record<string, string> = { ...issues }
  if (!draft.collect) missing.collect = '请阅读并勾选，才能提交'
  if (!draft.signer.trim()) missing.signer = '请填写您的姓名'
  if (!need || Object.keys(missing).length > 0) return { body: null, issues: missing }
  const [wishBankId] = draft.given
  return {
    body: {
      ...need,
      ...(wishBankId ? { wishBankId } : {}),
      consent: { channel: 'portal', signer: draft.signer.trim(), collect: true, provideTo: draft.given },
      submit: true,
    },
    issues: null,
  }
}

const isConsent = (field: string) => ['collect', 'signer', 'consent'].includes(field.split('.')[0]!)

function Form({ notice }: { notice: Notice }) {
  const me = useMe()
  const [, navigate] = useLocation()
  const fresh = useCallback(
    () => ({ ...newPortalDraft(undefined), signer: me.personName }) as unknown as OwnDraft,
    [me.personName],
  )
  const key = draftKey(me.accountId, 'declare', 'own')
  const draft = useDraft<OwnDraft>({ key, title: '融资申报', path: '/mine/new', fresh })
  const { value, change } = draft
  const [issues, setIssues] = useState<Issues>({})
  const declare = useDeclare((envelope) => change({ envelope }))
  const body = useRef<HTMLDivElement>(null)
  const second = value.step === 1
  useEffect(() => {
    if (Object.keys(issues).length > 0) showFirstError(body.current)
  }, [issues])
  const go = (step: number) => {
    setIssues({})
    change({ step })
    window.scrollTo(0, 0)
  }
  const next = () => {
    const here = Object.entries(readOwn(value).issues ?? {}).filter(([f]) => !isConsent(f))
    if (here.length === 0) go(1)
    else setIssues(Object.fromEntries(here))
  }
  const send = () => {
    const read = readOwn(value)
    if (read.issues) {
      if (Object.keys(read.issues).some((f) => !isConsent(f))) change({ step: 0 })
      return setIssues(read.issues)
    }
    declare.mutate(
      { envelope: value.envelope, body: read.body },
      {
        onSuccess: ({ answer }) => {
          draft.forget()
          navigate(`/mine/${answer.id}`, { replace: true })
        },
        onError: (error) => setIssues(issuesOfProblem(error, {})),
      },
    )
  }
  const Fields = second ? Agree : Need
  return (
    <Screen
      title="新的融资申报"
      back={{
        label: second ? '上一步' : '离开，已填的留在手机里',
        onBack: () => (second ? go(0) : goBack(() => navigate('/mine'))),
      }}
      bar={
        <button
          type="button"
          className="btn main"
          disabled={declare.isPending}
          onClick={second ? send : next}
        >
          {second ? (declare.isPending ? '正在提交…' : '提交申报') : '下一步'}
        </button>
      }
    >
      <Steps names={['需求', '授权']} at={value.step} />
      {declare.error && second ? <NotSent error={declare.error} thing="申报" /> : null}
      <div ref={body} className="stack">
        <Fields
          draft={value as unknown as PortalDraft}
          change={change as (part: Partial<PortalDraft>) => void}
          issues={issues}
          notice={notice}
        />
      </div>
    </Screen>
  )
}
