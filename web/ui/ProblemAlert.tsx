import { Alert } from 'antd'
import type { ReactNode } from 'react'
import { ApiProblem } from './apiProblem.ts'

/** What went wrong in the server's words; for faults of ours the number to tell the administrator. */
export function adviceOf(error: unknown): string {
  if (!(error instanceof ApiProblem)) return '页面出了问题，请刷新后再试；如反复出现，请把操作步骤告诉管理员'
  return error.status >= 500 && error.traceId ? `${error.message}（追踪号 ${error.traceId}）` : error.message
}

/** A refusal beside the thing it concerns, announced when it appears. */
export function ProblemAlert({
  error,
  action,
  title,
}: {
  error: unknown
  action?: ReactNode
  title?: string
}) {
  if (!error) return null
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={title ?? adviceOf(error)}
      description={title ? adviceOf(error) : undefined}
      action={action}
    />
  )
}
