import { useNavigate } from '@tanstack/react-router'
import { DatePicker, Form } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useSession } from '../../shell/session.ts'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { useRunScreening } from './useScreening.ts'

/** Starts a run under the published rules, as of a day. */
export function RunDialog({
  open,
  version,
  onClose,
}: {
  open: boolean
  version: number | undefined
  onClose: () => void
}) {
  const { data: session } = useSession()
  const run = useRunScreening()
  const navigate = useNavigate()
  return (
    <FormDialog<{ asOf: Dayjs }>
      open={open}
      title="执行筛查"
      okText="开始筛查"
      initial={{ asOf: dayjs(session?.today) }}
      onClose={onClose}
      onSubmit={async (v, key) => {
        const made = await run.mutateAsync({ asOf: v.asOf.format('YYYY-MM-DD'), key })
        void navigate({ to: '/screening/$runId', params: { runId: made.id } })
      }}
    >
      <p style={{ marginTop: 0 }}>
        按{version ? `现行的第 ${version} 版规则` : '随系统提供的通用规则'}
        判断全部主体，一般几秒到一分钟。结果只是结论，不会改动已发布的清单。
      </p>
      <Form.Item
        name="asOf"
        label="截止日期"
        extra="“几个月前”“今后几天内”一类条件从这一天算起"
        rules={[{ required: true, message: '请选择日期' }]}
      >
        <DatePicker allowClear={false} maxDate={dayjs(session?.today)} />
      </Form.Item>
    </FormDialog>
  )
}
