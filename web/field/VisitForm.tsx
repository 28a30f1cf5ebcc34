import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { useDraft } from '../shell/drafts.ts'
import { type Issues, issuesOfProblem } from '../shell/issues.ts'
import { useMe } from '../shell/phoneSession.ts'
import { Note } from '../ui/phone/Note.tsx'
import { NotSent } from '../ui/phone/NotSent.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { Steps } from '../ui/phone/Steps.tsx'
import { showFirstError } from '../ui/phone/showFirstError.ts'
import { StepArrival } from './StepArrival.tsx'
import { StepBusiness } from './StepBusiness.tsx'
import { StepNeed } from './StepNeed.tsx'
import { StepProblems } from './StepProblems.tsx'
import { StepStandards } from './StepStandards.tsx'
import { whenWords } from './time.ts'
import { useRecordVisit } from './useField.ts'
import {
  readVisit,
  type StepName,
  type Subject,
  stepLabels,
  stepOfField,
  stepsOf,
  type VisitDraft,
} from './visitDraft.ts'

/** What each screen of the form is given. */
export interface StepProps {
  draft: VisitDraft
  change: (part: Partial<VisitDraft>) => void
  issues: Issues
}

const screens: Readonly<Record<StepName, (props: StepProps) => ReactNode>> = {
  arrival: StepArrival,
  business: StepBusiness,
  need: StepNeed,
  standards: StepStandards,
  problems: StepProblems,
}

/** A visit in a few screens, kept on the phone with every touch, sent once however often one presses. */
export function VisitForm(props: {
  draft: ReturnType<typeof useDraft<VisitDraft>>
  subject: Subject
  name: string
  warning: string | null
  onDone: (visitId: string, changed: boolean) => void
  onLeave: () => void
}) {
  const { draft, subject } = props
  const { value, change } = draft
  const [issues, setIssues] = useState<Issues>({})
  const record = useRecordVisit((envelope) => change({ envelope }))
  const steps = stepsOf(value)
  const at = Math.min(value.step, steps.length - 1)
  const step = steps[at]!
  const last = at === steps.length - 1
  const body = useRef<HTMLDivElement>(null)

  const go = (to: number) => {
    setIssues({})
    change({ step: to })
  }
  const next = () => {
    const here = Object.entries(readVisit(value, subject).issues ?? {}).filter(
      ([field]) => stepOfField(field) === step,
    )
    if (here.length === 0) return go(at + 1)
    setIssues(Object.fromEntries(here))
  }
  const send = () => {
    const read = readVisit(value, subject)
    if (read.issues) {
      const first = Math.min(...Object.keys(read.issues).map((f) => steps.indexOf(stepOfField(f))))
      change({ step: Math.max(first, 0) })
      setIssues(read.issues)
      return
    }
    record.mutate(
      { envelope: value.envelope, body: read.body },
      {
        onSuccess: ({ answer, body: taken }) => {
          draft.forget()
          props.onDone(answer.id, taken !== read.body)
        },
        onError: (error) => setIssues(issuesOfProblem(error, {})),
      },
    )
  }
  useEffect(() => {
    if (Object.keys(issues).length > 0) showFirstError(body.current)
  }, [issues])

  const Fields = screens[step]
  return (
    <Screen
      title={props.name}
      back={{
        label: at > 0 ? '上一步' : '离开，登记留在手机里',
        onBack: () => (at > 0 ? go(at - 1) : props.onLeave()),
      }}
      bar={
        <>
          {at > 0 ? (
            <button type="button" className="btn narrow" onClick={() => go(at - 1)}>
              上一步
            </button>
          ) : null}
          <button type="button" className="btn main" disabled={record.isPending} onClick={last ? send : next}>
            {last ? (record.isPending ? '正在提交…' : record.isError ? '重新提交' : '提交登记') : '下一步'}
          </button>
        </>
      }
    >
      <Steps names={steps.map((s) => stepLabels[s])} at={at} />
      <Kept draft={draft} first={at === 0} />
      {props.warning && at === 0 ? <Note kind="warn">{props.warning}</Note> : null}
      {record.error && last ? <NotSent error={record.error} thing="登记" /> : null}
      <StepHead key={step} name={stepLabels[step]} />
      <div ref={body} className="stack">
        <Fields draft={value} change={change} issues={issues} />
      </div>
    </Screen>
  )
}

/** The heading of a screen takes the focus as the screen comes up, so that a reader follows. */
function StepHead({ name }: { name: string }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    window.scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <h2 ref={heading} tabIndex={-1} className="unseen">
      {name}
    </h2>
  )
}

function Kept({ draft, first }: { draft: ReturnType<typeof useDraft<VisitDraft>>; first: boolean }) {
  const { today } = useMe()
  if (!draft.kept) return <Note kind="warn">这个浏览器不让保存草稿，请一次填完并提交，不要刷新页面。</Note>
  if (!draft.resumed || !first) return null
  return (
    <Note title={`接着上次没交的填（${whenWords(draft.resumed, today)}）`}>
      <button type="button" className="btn small" onClick={draft.restart}>
        清空，重新登记
      </button>
    </Note>
  )
}
