import { ApiProblem } from '../apiProblem.ts'
import { Note } from './Note.tsx'
import { useOnline } from './useOnline.ts'

/** Why a form has not arrived, what became of it, and what to do: nothing typed is ever lost. */
export function NotSent({ error, thing }: { error: Error; thing: string }) {
  const online = useOnline()
  const problem = error instanceof ApiProblem ? error : null
  if (problem?.code === 'offline')
    return (
      <Note
        kind="bad"
        title={online ? '没有送到服务器' : '现在没有网络，还没有送到'}
      >{`${thing}存在手机里，不会丢。有网后点“重新提交”，多点几次也只算一次。`}</Note>
    )
  if (problem && problem.status >= 500)
    return (
      <Note kind="bad" title={problem.message}>
        {`${thing}存在手机里，请过一会儿再点“重新提交”。`}
        {problem.traceId ? <span className="hint">追踪号 {problem.traceId}</span> : null}
      </Note>
    )
  return (
    <Note kind="bad" title={error.message}>
      {`${thing}还在，请按提示修改后重新提交。`}
    </Note>
  )
}
