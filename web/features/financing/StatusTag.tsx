import { StateTag, type Tone } from '../../ui/StateTag.tsx'

const tones: Readonly<Record<string, Tone>> = {
  submitted: 'busy',
  inReview: 'busy',
  proposed: 'busy',
  ineligibleProposed: 'wait',
  precheckFailed: 'wait',
  supplementing: 'wait',
  awaitingConsultation: 'wait',
  recommended: 'busy',
  credited: 'go',
  queued: 'wait',
  pushed: 'busy',
  accepted: 'busy',
  contacted: 'busy',
  docsComplete: 'busy',
  underApproval: 'busy',
  granted: 'go',
  disbursed: 'go',
  refused: 'bad',
  expired: 'bad',
}

/** The status of a declaration or a bank case: its word always, a mark and a tint to find it by. */
export function StatusTag({ status, label }: { status: string; label: string }) {
  return <StateTag tone={tones[status] ?? 'off'}>{label}</StateTag>
}
