import { Alert, Button } from 'antd'
import { useState } from 'react'
import { BackLink } from '../../ui/BackLink.tsx'
import type { Column } from '../../ui/columns.ts'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { useSay } from '../../ui/useSay.ts'
import { whenText } from '../../ui/When.tsx'
import { type DeadJob, useJobs, useRetryJob } from './useOrganisations.ts'

/** What runs behind the pages: how much waits, and what was given up after its last try, with what to do about it. */
export function JobsPage() {
  const query = useJobs()
  const [job, setJob] = useState<DeadJob | null>(null)
  return (
    <div className="stack">
      <BackLink to="/" label="今天" />
      <PageTitle title="后台任务" note="读取名单、筛查、派发等；中途停止的会自动再做，几次都不成的列在下面" />
      <Loaded query={query}>
        {({ waiting, running, oldestWaitingAt, rows }) => (
          <>
            {waiting > 0 && running === 0 && oldestWaitingAt !== null ? (
              <Alert
                type="warning"
                showIcon
                title={`${waiting} 件在排队而没有一件在做，最早的从 ${whenText(oldestWaitingAt)} 起`}
                description="如一分钟后仍是这样，后台进程多半没有启动，请运维人员检查：npm run diguan -- worker"
              />
            ) : (
              <Alert type="info" showIcon title={`在做 ${running} 件，排队 ${waiting} 件`} />
            )}
            <Section title="没有做完的">
              <PlainTable
                fit
                rows={rows}
                columns={columnsOf(setJob)}
                rowKey="id"
                label="没有做完的后台任务"
                empty="没有；失败的任务会列在这里，并发消息给系统管理员"
              />
            </Section>
          </>
        )}
      </Loaded>
      {job ? <Retry job={job} onClose={() => setJob(null)} /> : null}
    </div>
  )
}

function columnsOf(open: (job: DeadJob) => void): readonly Column<DeadJob>[] {
  return [
    { title: '任务', dataIndex: 'label' },
    { title: '交办人', dataIndex: 'requestedBy' },
    { title: '放弃时间', dataIndex: 'failedAt', className: 'nowrap', render: (at: string) => whenText(at) },
    { title: '最后一次的情况', dataIndex: 'reason' },
    { title: '怎么办', dataIndex: 'advice' },
    {
      title: '办理',
      key: 'act',
      render: (_: unknown, job: DeadJob) =>
        job.canRetry ? (
          <Button size="small" onClick={() => open(job)}>
            重试
          </Button>
        ) : job.retriedAt === null ? null : (
          <StateTag tone="off">已重新交办</StateTag>
        ),
    },
  ]
}

function Retry({ job, onClose }: { job: DeadJob; onClose: () => void }) {
  const retry = useRetryJob()
  const say = useSay()
  return (
    <FormDialog
      open
      title={`重试“${job.label}”？`}
      okText="重试"
      onClose={onClose}
      onSubmit={async (_, key) => {
        await retry.mutateAsync({ jobId: job.id, key })
        say.done('已重新交办，几秒内开始')
      }}
    >
      <p style={{ marginTop: 0 }}>{job.reason}</p>
      <p className="muted">先排除原因再重试；以原交办人的名义接着做，再次失败会另列一行。</p>
    </FormDialog>
  )
}
