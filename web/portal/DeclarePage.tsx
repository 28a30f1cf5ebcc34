import { useCallback, useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { useDraft } from '../shell/drafts.ts'
import { type Issues, issuesOfProblem } from '../shell/issues.ts'
import { impatient } from '../shell/phoneApi.ts'
import { deliver } from '../shell/submission.ts'
import { useCall } from '../shell/useCall.ts'
import { goBack } from '../ui/phone/back.ts'
import { Failed } from '../ui/phone/Failed.tsx'
import { Bones, Note } from '../ui/phone/Note.tsx'
import { NotSent } from '../ui/phone/NotSent.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { Steps } from '../ui/phone/Steps.tsx'
import { showFirstError } from '../ui/phone/showFirstError.ts'
import { api, type Notice, type PortalBody } from './api.ts'
import { Agree, Firm, Need } from './DeclareSteps.tsx'
import {
  newPortalDraft,
  type PortalDraft,
  portalDraftKey,
  readPortal,
  stepNames,
  stepOfField,
} from './portalDraft.ts'
import { keepReceipt } from './receipt.ts'
import { useDivision, useNotice } from './useNotice.ts'

/** The owner's own declaration, three screens, no account needed. */
export function DeclarePage() {
  const division = useDivision()
  const [, navigate] = useLocation()
  const { notice, error, load } = useNotice(division)
  if (!notice)
    return (
      <Screen title="融资申报" back={{ label: '返回', onBack: () => goBack(() => navigate('/')) }}>
        {error ? <Failed error={error} onRetry={load} /> : <Bones rows={4} />}
      </Screen>
    )
  return <Form notice={notice} division={division} />
}

const screens = [Firm, Need, Agree]

function Form({ notice, division }: { notice: Notice; division: string | undefined }) {
  const [, navigate] = useLocation()
  const fresh = useCallback(() => newPortalDraft(division), [division])
  const draft = useDraft<PortalDraft>({
    key: portalDraftKey,
    title: '融资申报',
    path: '/declare',
    fresh,
    goodForHours: 72,
  })
  const { value, change } = draft
  const [issues, setIssues] = useState<Issues>({})
  const body = useRef<HTMLDivElement>(null)
  const sending = useCall((wanted: PortalBody) =>
    deliver(
      value.envelope,
      wanted,
      (b, key) => api.portalDeclare({ body: b, key, signal: impatient() }),
      (envelope) => change({ envelope }),
    ),
  )
  useEffect(() => {
    if (Object.keys(issues).length > 0) showFirstError(body.current)
  }, [issues])
  useEffect(() => {
    if (sending.error) setIssues(issuesOfProblem(sending.error, {}))
  }, [sending.error])
  const go = (step: number) => {
    setIssues({})
    change({ step })
    window.scrollTo(0, 0)
  }
  const next = () => {
    const here = Object.entries(readPortal(value).issues ?? {}).filter(([f]) => stepOfField(f) === value.step)
    if (here.length === 0) go(value.step + 1)
    else setIssues(Object.fromEntries(here))
  }
  const send = async () => {
    const read = readPortal(value)
    if (read.issues) {
      change({ step: Math.min(...Object.keys(read.issues).map(stepOfField)) })
      setIssues(read.issues)
      return
    }
    const done = await sending.run(read.body)
    if (!done) return
    draft.forget()
    keepReceipt({ ...done.answer, banks: done.body.provideConsents.length })
    navigate('/receipt', { replace: true })
  }
  const last = value.step === stepNames.length - 1
  const Fields = screens[value.step] ?? Firm
  return (
    <Screen
      title="融资申报"
      back={{
        label: value.step > 0 ? '上一步' : '离开，已填的留在手机里',
        onBack: () => (value.step > 0 ? go(value.step - 1) : goBack(() => navigate('/'))),
      }}
      bar={
        <>
          {value.step > 0 ? (
            <button type="button" className="btn narrow" onClick={() => go(value.step - 1)}>
              上一步
            </button>
          ) : null}
          <button
            type="button"
            className="btn main"
            disabled={sending.busy}
            onClick={() => (last ? void send() : next())}
          >
            {last ? (sending.busy ? '正在提交…' : sending.error ? '重新提交' : '提交申报') : '下一步'}
          </button>
        </>
      }
    >
      <Steps names={stepNames} at={value.step} />
      {draft.resumed && value.step === 0 ? (
        <Note title="接着上次没交的填">
          <button type="button" className="btn small" onClick={draft.restart}>
            清空重填
          </button>
        </Note>
      ) : null}
      {sending.error && last ? <NotSent error={sending.error} thing="申报" /> : null}
      <div ref={body} className="stack">
        <Fields draft={value} change={change} issues={issues} notice={notice} />
      </div>
    </Screen>
  )
}
