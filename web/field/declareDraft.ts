import type { NewDeclarationBody } from '../features/financing/phoneDeclarations.ts'
import { emptyNeed, type NeedDraft, readNeed } from '../features/financing/phoneNeed.ts'
import type { Issues } from '../shell/issues.ts'
import { type Envelope, newEnvelope } from '../shell/submission.ts'
import type { Visit } from './useField.ts'
import type { Subject } from './visitDraft.ts'

type Channel = 'onsite' | 'phone'

/** A declaration that a visitor fills in for a firm. */
export interface DeclareDraft {
  envelope: Envelope<NewDeclarationBody>
  step: number
  need: NeedDraft
  wishBankId: string
  collect: boolean
  given: string[]
  channel?: Channel
  signer: string
}

/** Begins with what the visit has found out, so that nobody is asked twice. */
export function newDeclareDraft(visit: Visit | undefined): DeclareDraft {
  return {
    envelope: newEnvelope<NewDeclarationBody>(),
    step: 0,
    need: {
      ...emptyNeed,
      wan: visit?.needFen ? wanOf(visit.needFen) : '',
      purpose: visit?.needUse ?? '',
    },
    wishBankId: '',
    collect: false,
    given: [],
    channel: visit ? (visit.mode === 'phone' || visit.mode === 'wechat' ? 'phone' : 'onsite') : undefined,
    signer: '',
  }
}

/** 30 or 0.5 from fen, as it would be typed. */
export function wanOf(fen: string): string {
  const n = BigInt(fen)
  const rest = (n % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '')
  return rest ? `${n / 1_000_000n}.${rest}` : String(n / 1_000_000n)
}

/** Fields of the second screen; all others stand on the first. */
const consentFields = ['collect', 'channel', 'signer']

export function isConsentField(field: string): boolean {
  return consentFields.includes(field)
}

/** The declaration ready to be sent, or what is missing. */
export function readDeclare(
  draft: DeclareDraft,
  subject: Subject,
  visitId: string | undefined,
): { body: NewDeclarationBody; issues: null } | { body: null; issues: Issues } {
  const { need, issues } = readNeed(draft.need)
  const missing: Record<string, string> = { ...issues }
  if (!draft.collect) missing.collect = '请先念告知书，企业同意后勾选'
  if (!draft.channel) missing.channel = '请选择企业怎样表示同意'
  if (!draft.signer.trim()) missing.signer = '请填写同意人的姓名'
  if (!need || !draft.channel || Object.keys(missing).length > 0) return { body: null, issues: missing }
  return {
    body: {
      ...(subject.kind === 'target' ? { targetId: subject.id } : { entityId: subject.id }),
      ...(visitId ? { visitId } : {}),
      ...need,
      ...(draft.wishBankId ? { wishBankId: draft.wishBankId } : {}),
      consent: {
        channel: draft.channel,
        signer: draft.signer.trim(),
        collect: true,
        provideTo: draft.given,
      },
      submit: true,
    },
    issues: null,
  }
}
