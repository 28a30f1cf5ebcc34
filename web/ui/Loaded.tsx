import type { UseQueryResult } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { ApiProblem } from './apiProblem.ts'
import { Standstill } from './Standstill.tsx'

/** A page part that waits for its data: a skeleton, the reason why not with what to do, or the thing itself. */
export function Loaded<T>({
  query,
  children,
}: {
  query: UseQueryResult<T>
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.isError) {
    const problem = query.error instanceof ApiProblem ? query.error : null
    return (
      <Standstill
        title={query.error.message}
        text={adviceFor(problem)}
        extra={<Button onClick={() => void query.refetch()}>重试</Button>}
      />
    )
  }
  return <Skeleton active paragraph={{ rows: 6 }} />
}

/** What to do where trying again will not help by itself. */
function adviceFor(problem: ApiProblem | null): string | undefined {
  if (problem?.status === 404) return '可能已经移交、撤回或删除，也可能不在您的管辖范围；请回到列表再找'
  if (problem?.status === 403) return '这个岗位不办这件事；有其他岗位的，请在右上角切换'
  return problem && problem.status >= 500 && problem.traceId
    ? `请稍后重试；如反复出现，请把追踪号 ${problem.traceId} 告诉管理员`
    : undefined
}
