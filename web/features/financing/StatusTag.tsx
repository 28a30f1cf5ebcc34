import { Tag } from 'antd'

const tones: Readonly<Record<string, 'processing' | 'success' | 'error' | 'warning'>> = {
  submitted: 'processing',
  inReview: 'processing',
  proposed: 'processing',
  ineligibleProposed: 'warning',
  precheckFailed: 'warning',
  supplementing: 'warning',
  awaitingConsultation: 'warning',
  recommended: 'processing',
  credited: 'success',
  pushed: 'processing',
  accepted: 'processing',
  contacted: 'processing',
  docsComplete: 'processing',
  underApproval: 'processing',
  granted: 'success',
  disbursed: 'success',
  refused: 'error',
  expired: 'error',
}

/** The status of a declaration or a bank case: its word always, a tint to find it by. */
export function StatusTag({ status, label }: { status: string; label: string }) {
  return (
    <Tag color={tones[status]} className="nowrap">
      {label}
    </Tag>
  )
}
