import { useNavigate } from '@tanstack/react-router'
import { Form, Input, Select } from 'antd'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { useSay } from '../../ui/useSay.ts'
import { useRuns } from '../screening/useScreening.ts'
import { type TargetListRow, useDraftList } from './useAssignment.ts'

interface Fields {
  runId: string
  name: string
  round: string
}

/** Makes a draft list of all firms a screening kept, as the next version of a round. */
export function NewListDialog({
  open,
  runId,
  lists,
  onClose,
}: {
  open: boolean
  runId: string | undefined
  lists: readonly TargetListRow[]
  onClose: () => void
}) {
  const runs = useRuns()
  const draft = useDraftList()
  const say = useSay()
  const navigate = useNavigate()
  const done = (runs.data ?? []).filter((r) => r.state === 'done' && r.targets > 0)
  const last = lists[0]
  if (!runs.data) return null
  return (
    <FormDialog<Fields>
      open={open}
      title="编制清单"
      okText="编制"
      initial={{
        runId: runId ?? done[0]?.id,
        name: last?.name ?? '走访对象清单',
        round: last?.round ?? '首轮',
      }}
      onClose={onClose}
      onSubmit={async ({ runId: run, name, round }, key) => {
        const made = await draft.mutateAsync({ runId: run, name: name.trim(), round: round.trim(), key })
        say.done(`已编成草稿，共 ${made.targets.toLocaleString('zh-CN')} 户；下一步：派发`)
        void navigate({ to: '/lists/$listId', params: { listId: made.id } })
      }}
    >
      <Form.Item
        name="runId"
        label="依据哪次筛查"
        extra={done.length === 0 ? '还没有完成的筛查；请先到“筛查”执行一次' : '编入这次筛查保留的全部主体'}
        rules={[{ required: true, message: '请选择一次筛查' }]}
      >
        <Select
          options={done.map((r) => ({
            value: r.id,
            label: `${r.asOf} 的筛查 · 保留 ${r.targets.toLocaleString('zh-CN')} 户 · 第 ${r.ruleVersion} 版规则`,
          }))}
        />
      </Form.Item>
      <Form.Item
        name="name"
        label="清单名称"
        rules={[
          { required: true, whitespace: true, message: '请填写名称' },
          { min: 2, message: '至少 2 个字' },
        ]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item
        name="round"
        label="轮次"
        extra="同一轮次发布新版时，旧版收回，已走访的进展带入新版；换一个轮次则重新走访"
        rules={[{ required: true, whitespace: true, message: '请填写轮次，如：首轮' }]}
      >
        <Input maxLength={20} />
      </Form.Item>
    </FormDialog>
  )
}
