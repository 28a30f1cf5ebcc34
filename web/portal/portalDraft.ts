import { emptyNeed, type NeedDraft, readNeed } from '../features/financing/phoneNeed.ts'
import { draftKey } from '../shell/drafts.ts'
import type { Issues } from '../shell/issues.ts'
import { type Envelope, newEnvelope } from '../shell/submission.ts'
import type { PortalBody } from './api.ts'
import { codeHelp } from './codeHelp.ts'

/** A declaration while the owner fills it in, without an account. */
export interface PortalDraft {
  envelope: Envelope<PortalBody>
  step: number
  firmName: string
  noLicence: boolean
  code: string
  county: string
  town: string
  need: NeedDraft
  collect: boolean
  given: string[]
  signer: string
}

export const portalDraftKey = draftKey('portal', 'declare', 'own')
export const stepNames = ['企业', '需求', '授权'] as const

/** At most so many banks can be asked at once. */
export const mostBanks = 3

export function newPortalDraft(division: string | undefined): PortalDraft {
  return {
    envelope: newEnvelope<PortalBody>(),
    step: 0,
    firmName: '',
    noLicence: false,
    code: '',
    county: division ? `${division.slice(0, 6)}000000` : '',
    town: division && !division.endsWith('000000') ? `${division.slice(0, 9)}000` : '',
    need: emptyNeed,
    collect: false,
    given: [],
    signer: '',
  }
}

const stepOf: Readonly<Record<string, number>> = {
  firmName: 0,
  code: 0,
  county: 0,
  collect: 2,
  signer: 2,
  provideConsents: 2,
}

/** On which of the three screens a field stands. */
export function stepOfField(field: string): number {
  return stepOf[field] ?? 1
}

function firmIssues(draft: PortalDraft): Record<string, string> {
  const found: Record<string, string> = {}
  if (draft.firmName.trim().length < 2) found.firmName = '请填写企业、店铺或本人的名称'
  if (!draft.county) found.county = '请选择在哪个区县经营'
  if (!draft.noLicence && codeHelp(draft.code).state !== 'good')
    found.code =
      draft.code.trim() === ''
        ? '请填写营业执照上的代码；没有执照的请勾选下面一项'
        : codeHelp(draft.code).words
  return found
}

/** The declaration as it is sent, or what is missing, field by field. */
export function readPortal(
  draft: PortalDraft,
): { body: PortalBody; issues: null } | { body: null; issues: Issues } {
  const { need, issues } = readNeed(draft.need)
  const missing: Record<string, string> = { ...firmIssues(draft), ...issues }
  if (!draft.collect) missing.collect = '请阅读并勾选，才能提交'
  if (!draft.signer.trim()) missing.signer = '请填写您的姓名'
  if (!need || Object.keys(missing).length > 0) return { body: null, issues: missing }
  return {
    body: {
      firmName: draft.firmName.trim(),
      ...(draft.noLicence ? {} : { code: draft.code.trim() }),
      division: draft.town || draft.county,
      ...need,
      wishBankIds: draft.given,
      collectConsent: true,
      provideConsents: draft.given,
      signer: draft.signer.trim(),
    },
    issues: null,
  }
}
