import { Alert, Button } from 'antd'
import { ApiProblem } from './apiProblem.ts'

/** What to do about a refusal, where its own sentence does not say it. */
const advice: Partial<Record<ApiProblem['code'], string>> = {
  offline: '网络恢复后再点一次即可，不会重复登记',
  in_flight: '上一次点击还在处理，请稍等几秒再看',
  idempotency_mismatch: '上一次提交可能已经成功。请先载入最新内容核对，再决定是否重做',
  stale_version: '点“载入最新内容”后核对，您填的不会丢，再提交一次即可',
  wrong_status: '别人可能刚刚办过，请载入最新内容',
  missing_fact: '补齐后再提交',
}
const reloads: readonly ApiProblem['code'][] = ['stale_version', 'wrong_status', 'idempotency_mismatch']

/** A refusal of the server beside the form it concerns: its own words, and the next step. */
export function ProblemNote({ problem, onReload }: { problem: Error | null; onReload?: () => void }) {
  if (!problem) return null
  const code = problem instanceof ApiProblem ? problem.code : 'internal'
  const trace = problem instanceof ApiProblem && problem.status >= 500 ? `追踪号 ${problem.traceId}` : null
  return (
    <Alert
      type="error"
      role="alert"
      showIcon
      title={problem.message}
      description={[advice[code], trace].filter(Boolean).join('；') || undefined}
      action={
        onReload && reloads.includes(code as ApiProblem['code']) ? (
          <Button size="small" onClick={onReload}>
            载入最新内容
          </Button>
        ) : undefined
      }
      style={{ marginBottom: 12 }}
    />
  )
}
