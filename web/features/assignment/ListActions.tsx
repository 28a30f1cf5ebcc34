import { Button } from 'antd'
import { useState } from 'react'
import { useCan } from '../../shell/session.ts'
import { Blocked } from '../../ui/ActionBar.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { useSay } from '../../ui/useSay.ts'
import { olderRules } from './olderRules.ts'
import { type TargetListRow, useAssignList, usePublishList } from './useAssignment.ts'

/** Assign and publish: a draft is assigned as often as needed, and published once, by another person. */
export function ListActions({
  list,
  replaces,
}: {
  list: TargetListRow
  replaces: TargetListRow | undefined
}) {
  const can = useCan()
  const [open, setOpen] = useState<'assign' | 'publish' | null>(null)
  const running = list.assignment?.state === 'running'
  const assigned = list.assignment?.state === 'done'
  if (list.state !== 'draft') return null
  const whyNot = list.mine
    ? '这份清单由您编制，须由另一人发布'
    : running
      ? '正在派发，完成后才能发布'
      : assigned
        ? null
        : '还没有派发到银行，请先派发'
  return (
    <>
      {can('assignment.run') ? (
        <Button type={assigned ? 'default' : 'primary'} disabled={running} onClick={() => setOpen('assign')}>
          {assigned ? '重新派发' : '派发'}
        </Button>
      ) : null}
      {can('list.publish') ? (
        whyNot ? (
          <Blocked label="发布" why={whyNot} />
        ) : (
          <Button type="primary" onClick={() => setOpen('publish')}>
            发布
          </Button>
        )
      ) : null}
      <AssignDialog list={list} open={open === 'assign'} onClose={() => setOpen(null)} />
      <PublishDialog
        list={list}
        replaces={replaces}
        open={open === 'publish'}
        onClose={() => setOpen(null)}
      />
    </>
  )
}

interface DialogProps {
  list: TargetListRow
  open: boolean
  onClose: () => void
}

function AssignDialog({ list, open, onClose }: DialogProps) {
  const assign = useAssignList(list.id)
  return (
    <FormDialog
      open={open}
      title="派发到银行"
      okText="开始派发"
      onClose={onClose}
      onSubmit={(_, key) => assign.mutateAsync(key)}
    >
      <p style={{ marginTop: 0 }}>
        给 {list.targets.toLocaleString('zh-CN')}{' '}
        户各配一家主办行和一家备选行：两家银行不同，网点不超走访能力，整体就近。
      </p>
      {list.assignment ? <p style={{ color: 'var(--wait)' }}>上一次派发的结果会被这一次取代。</p> : null}
    </FormDialog>
  )
}

function PublishDialog({ list, replaces, open, onClose }: DialogProps & { replaces?: TargetListRow }) {
  const say = useSay()
  const publish = usePublishList(list.id)
  const unplaced = list.assignment?.unplaced ?? 0
  const older = olderRules(list)
  return (
    <FormDialog
      open={open}
      title="发布清单？"
      okText="发布"
      onClose={onClose}
      onSubmit={async (_, key) => {
        await publish.mutateAsync(key)
        say.done('清单已发布，各区县和银行现在就能看到')
      }}
    >
      <p style={{ marginTop: 0 }}>
        发布后内容冻结，{list.targets.toLocaleString('zh-CN')} 户立即对区县、镇街和银行可见，可以开始走访。
      </p>
      {replaces ? <p>同一轮次现行的第 {replaces.version} 版会被收回，已走访的进展带入新版。</p> : null}
      {older ? <p style={{ color: 'var(--wait)' }}>{older}。</p> : null}
      {unplaced > 0 ? (
        <p style={{ color: 'var(--wait)' }}>有 {unplaced.toLocaleString('zh-CN')} 户还没有配齐银行。</p>
      ) : null}
      <p className="muted">编制人是{list.madeBy}，须由另一人发布。</p>
    </FormDialog>
  )
}
