import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useCan } from '../../shell/session.ts'
import { newKey } from '../../ui/newKey.ts'
import { useSay } from '../../ui/useSay.ts'
import { whenText } from '../../ui/When.tsx'
import { Working } from '../../ui/Working.tsx'
import { type RunResult, useReplay } from './useScreening.ts'

/** Whether the run, judged again by its rules on its facts, comes out as it was written; the same button does it again. */
export function ReplayState({ run }: { run: RunResult }) {
  const can = useCan()
  const replay = run.replay
  return (
    <div className="stack" style={{ gap: 8, marginTop: 12 }}>
      {replay?.state === 'running' ? (
        <Working title="正在按当时的规则和当时的事实重算" since={replay.startedAt} />
      ) : null}
      {replay && replay.state !== 'running' ? <Outcome replay={replay} /> : null}
      {can('screening.run') && replay?.state !== 'running' ? (
        <div className="row">
          <Again runId={run.id} />
          <span className="muted">按当时的规则和当时的名单逐户再判一遍，核对结论没有被改动</span>
        </div>
      ) : null}
    </div>
  )
}

function Outcome({ replay }: { replay: NonNullable<RunResult['replay']> }) {
  const when = `${replay.by} 于 ${whenText(replay.finishedAt ?? replay.startedAt)} 重算`
  if (replay.state === 'failed')
    return <Alert type="warning" showIcon title={replay.failure ?? '重算没有完成'} description={when} />
  return replay.same ? (
    <Alert
      type="success"
      showIcon
      title="重算一致"
      description={`${when}：每一户的理由和批次都与当时所写相同。`}
    />
  ) : (
    <Alert
      type="error"
      showIcon
      title={`重算不一致：${(replay.differing ?? 0).toLocaleString('zh-CN')} 户与当时所写不同`}
      description={`${when}。已列入“数据核对”；请系统管理员核查结论或名单是否被改动，查明前不要再用这次筛查编制清单。`}
    />
  )
}

function Again({ runId }: { runId: string }) {
  const replay = useReplay(runId)
  const say = useSay()
  const [key, setKey] = useState(newKey)
  return (
    <Button
      size="small"
      loading={replay.isPending}
      onClick={() =>
        replay.mutate(key, {
          onSettled: () => setKey(newKey()),
          onError: (error) => say.problem(error),
        })
      }
    >
      重算核对
    </Button>
  )
}
