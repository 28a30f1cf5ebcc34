import type { UseQueryResult } from '@tanstack/react-query'
import { Button, Result, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { ApiProblem } from './apiProblem.ts'

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
      <Result
        status={problem?.status === 404 ? '404' : problem?.status === 403 ? '403' : 'warning'}
        title={query.error.message}
        subTitle={problem?.traceId && problem.status >= 500 ? `追踪号 ${problem.traceId}` : undefined}
        extra={<Button onClick={() => void query.refetch()}>重试</Button>}
      />
    )
  }
  return <Skeleton active paragraph={{ rows: 6 }} />
}
