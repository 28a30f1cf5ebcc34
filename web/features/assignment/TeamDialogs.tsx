import { Form, Input, Radio } from 'antd'
import { coverKinds } from '#contract/assignment/words.ts'
import { FieldDay } from '../../ui/FieldDay.tsx'
import { FieldText } from '../../ui/FieldText.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { useSay } from '../../ui/useSay.ts'
import { PlaceField } from './PlaceField.tsx'
import { PostPicker } from './PostPicker.tsx'
import { useArrangeCover, useCreateTeam } from './useTeams.ts'

const asked = (message: string) => [{ required: true, message }]

/** A team: who, led by whom, and where. The first named leads. */
export function NewTeamDialog({
  onClose,
  onMade,
}: {
  onClose: () => void
  onMade: (teamId: string) => void
}) {
  const create = useCreateTeam()
  const say = useSay()
  return (
    <FormDialog<{ name: string; members: string[]; places: string[][] }>
      open
      wide
      title="组建走访小组"
      okText="组建"
      onClose={onClose}
      onSubmit={async ({ name, members, places }, key) => {
        const made = await create.mutateAsync({
          name,
          members: members.map((grantId, i) => ({ grantId, leader: i === 0 })),
          duties: places.map((p) => ({ division: p.at(-1)! })),
          key,
        })
        say.done(`「${made.name}」已组建，责任片区内待走访 ${made.open.toLocaleString('zh-CN')} 户`)
        onMade(made.id)
      }}
    >
      <Form.Item name="name" label="名称" rules={asked('请写名称')}>
        <Input maxLength={40} placeholder="如：鹭江街道第 3 走访小组" />
      </Form.Item>
      <Form.Item
        name="members"
        label="成员"
        rules={asked('请选成员')}
        extra="排在第一的是组长；可以跨单位：镇街、社区、银行网点、部门"
      >
        <PostPicker many />
      </Form.Item>
      <Form.Item
        name="places"
        label="责任片区"
        rules={asked('请选责任片区')}
        extra="每个成员都能看到片区内已发布的走访对象，直到退出小组"
      >
        <PlaceField />
      </Form.Item>
    </FormDialog>
  )
}

/** Leave cover or handover: one form, who for whom and from when. */
export function CoverDialog({ today, onClose }: { today: string; onClose: () => void }) {
  const arrange = useArrangeCover()
  const say = useSay()
  return (
    <FormDialog<{
      kind: 'leave' | 'handover'
      grantId: string
      coverGrantId: string
      fromOn: string
      toOn?: string
      note: string
    }>
      open
      title="请假顶岗、交接"
      okText="确定"
      initial={{ kind: 'leave', fromOn: today }}
      onClose={onClose}
      onSubmit={async (v, key) => {
        const toOn = v.kind === 'leave' ? v.toOn : undefined
        const made = await arrange.mutateAsync({ ...v, toOn, key })
        say.done(`${made.coveredBy} 接手 ${made.person} 的责任片区${toOn ? `，到 ${toOn} 自动结束` : ''}`)
      }}
    >
      <Form.Item name="kind" label="办什么">
        <Radio.Group options={Object.entries(coverKinds).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item name="grantId" label="谁" rules={asked('请选择')}>
        <PostPicker />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(a, b) => a.grantId !== b.grantId}>
        {({ getFieldValue }) => (
          <Form.Item name="coverGrantId" label="由谁接手" rules={asked('请选择')}>
            <PostPicker but={getFieldValue('grantId') as string | undefined} />
          </Form.Item>
        )}
      </Form.Item>
      <Form.Item name="fromOn" label="从哪天起" rules={asked('请选日期')}>
        <FieldDay min={today} />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(a, b) => a.kind !== b.kind}>
        {({ getFieldValue }) =>
          getFieldValue('kind') === 'leave' ? (
            <Form.Item name="toOn" label="到哪天止（含当天，到期自动结束）" rules={asked('请选日期')}>
              <FieldDay min={today} />
            </Form.Item>
          ) : (
            <p className="muted">交接长期有效；原来的人之后补交的走访只作备注，不计数。</p>
          )
        }
      </Form.Item>
      <Form.Item name="note" label="说明" rules={asked('请写说明')}>
        <FieldText min={2} max={200} rows={2} placeholder="如：11 月 21 日至 25 日参加市里培训" />
      </Form.Item>
    </FormDialog>
  )
}
