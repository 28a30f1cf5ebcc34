import { fenFromWan } from '#contract/kernel/money.ts'
import { NewVisit } from '#contract/visits/routes.ts'
import { missedOutcomes, type Standard, standardNumbers } from '#contract/visits/words.ts'
import { type Issues, issuesOf } from '../shell/issues.ts'
import { type Envelope, newEnvelope } from '../shell/submission.ts'
import { instantOf, wallClock } from './time.ts'
import type { VisitBody } from './useField.ts'

type Observation = VisitBody['observations'][number]

export interface Problem {
  category: VisitBody['problems'][number]['category']
  description: string
  solvedOnSpot: boolean
}

/** A visit while it is being written down. Every box may be empty; the number and the time stand from the first moment. */
export interface VisitDraft {
  instanceId: string
  envelope: Envelope<VisitBody>
  step: number
  at: string
  mode?: VisitBody['mode']
  outcome?: VisitBody['outcome']
  companions: string
  employees: string
  revenueWan: string
  assetsWan: string
  operation?: VisitBody['operation']
  outlook?: VisitBody['outlook']
  hasNeed?: boolean
  needWan: string
  needUse: string
  noNeedReason?: VisitBody['noNeedReason']
  observations: Partial<Record<Standard, { result?: Observation['result']; basis: string }>>
  problems: Problem[]
  note: string
}

/** Where the visit is to: a firm on the list, or one that is on none. */
export interface Subject {
  kind: 'target' | 'entity'
  id: string
}

export function newVisitDraft(): VisitDraft {
  return {
    instanceId: newUuid(),
    envelope: newEnvelope<VisitBody>(),
    step: 0,
    at: wallClock(new Date()),
    companions: '',
    employees: '',
    revenueWan: '',
    assetsWan: '',
    needWan: '',
    needUse: '',
    observations: {},
    problems: [],
    note: '',
  }
}

/** A version-4 identifier; works outside secure contexts too, where randomUUID does not exist. */
export function newUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Whether anyone was met who could be asked; without that, the questions about business fall away. */
export function wasMet(draft: VisitDraft): boolean {
  return draft.outcome !== undefined && !missedOutcomes.includes(draft.outcome)
}

export type StepName = 'arrival' | 'business' | 'need' | 'standards' | 'problems'
export const stepLabels: Readonly<Record<StepName, string>> = {
  arrival: '到访',
  business: '经营',
  need: '需求',
  standards: '五项',
  problems: '问题',
}

/** The screens of this visit: a closed door needs two, an open one five. */
export function stepsOf(draft: VisitDraft): StepName[] {
  return draft.outcome === undefined || wasMet(draft)
    ? ['arrival', 'business', 'need', 'standards', 'problems']
    : ['arrival', 'problems']
}

const fieldsOfStep: Readonly<Record<StepName, readonly string[]>> = {
  arrival: ['mode', 'outcome', 'occurredAt', 'companions', 'targetId', 'instanceId'],
  business: ['employees', 'revenueFen', 'assetsFen', 'operation', 'outlook'],
  need: ['hasNeed', 'needFen', 'needUse', 'noNeedReason'],
  standards: ['observations'],
  problems: ['problems', 'note'],
}

/** The screen on which a field stands. */
export function stepOfField(field: string): StepName {
  const top = field.split('.')[0]!
  return (Object.keys(fieldsOfStep) as StepName[]).find((s) => fieldsOfStep[s].includes(top)) ?? 'arrival'
}

const words: Issues = {
  mode: '请选择走访方式',
  outcome: '请选择走访结果',
  occurredAt: '请填写走访时间',
  companions: '同行人最多 10 位，每位不超过 60 个字',
  employees: '请填整数',
  revenueFen: '请只填数字，例如 120 或 0.5',
  assetsFen: '请只填数字，例如 120 或 0.5',
  needFen: '请填写需要多少万元',
  problems: '请写清问题（至少两个字），或删去这一条',
}

function amount(wan: string): string | undefined {
  return wan.trim() === '' ? undefined : (fenFromWan(wan) ?? 'x')
}

function whole(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text)
}

/** The draft as the contract wants it; what does not belong to the outcome is left out. */
function toBody(draft: VisitDraft, subject: Subject): unknown {
  const common = {
    instanceId: draft.instanceId,
    ...(subject.kind === 'target' ? { targetId: subject.id } : { entityId: subject.id }),
    mode: draft.mode,
    outcome: draft.outcome,
    occurredAt: instantOf(draft.at),
    companions: draft.companions
      .split(/[、，,；;\n]/)
      .map((c) => c.trim())
      .filter(Boolean),
    problems: draft.problems,
    note: draft.note.trim() || undefined,
  }
  if (!wasMet(draft)) return { ...common, observations: [] }
  return {
    ...common,
    employees: whole(draft.employees),
    revenueFen: amount(draft.revenueWan),
    assetsFen: amount(draft.assetsWan),
    operation: draft.operation,
    outlook: draft.outlook,
    observations: standardNumbers.flatMap((standard) => {
      const o = draft.observations[standard]
      return o?.result ? [{ standard, result: o.result, basis: o.basis.trim() || undefined }] : []
    }),
    hasNeed: draft.hasNeed,
    ...(draft.hasNeed
      ? { needFen: amount(draft.needWan), needUse: draft.needUse.trim() || undefined }
      : { noNeedReason: draft.noNeedReason }),
  }
}

/** The visit ready to be sent, or what is missing, by field. */
export function readVisit(
  draft: VisitDraft,
  subject: Subject,
): { body: VisitBody; issues: null } | { body: null; issues: Issues } {
  const parsed = NewVisit.safeParse(toBody(draft, subject))
  if (parsed.success) return { body: parsed.data, issues: null }
  return { body: null, issues: { ...issuesOf(parsed.error, words), ...missingOf(draft) } }
}

/** The contract checks across fields only once each field is right; these are told from the first moment. */
function missingOf(draft: VisitDraft): Issues {
  if (!wasMet(draft)) return {}
  const missing: Record<string, string> = {}
  for (const [field, text] of [
    ['revenueFen', draft.revenueWan],
    ['assetsFen', draft.assetsWan],
  ] as const)
    if (amount(text) === 'x') missing[field] = words[field]!
  if (draft.hasNeed === undefined) missing.hasNeed = '请选择有没有融资需求'
  if (draft.hasNeed && !fenFromWan(draft.needWan)) missing.needFen = words.needFen!
  if (draft.hasNeed === false && !draft.noNeedReason) missing.noNeedReason = '请选择暂无需求的原因'
  const seen = standardNumbers.filter((s) => draft.observations[s]?.result)
  if (draft.mode !== 'phone' && seen.length < 5)
    missing.observations = `还有 ${5 - seen.length} 项没有选，拿不准的选“存疑”`
  return missing
}
