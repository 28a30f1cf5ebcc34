import { Form, Input, Radio } from 'antd'
import { api } from '../../shell/api.ts'
import { FieldDay } from '../../ui/FieldDay.tsx'
import { FieldText } from '../../ui/FieldText.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { useChange } from '../../ui/useChange.ts'
import { useSay } from '../../ui/useSay.ts'
import { DivisionField } from './DivisionPicker.tsx'

interface Fields {
  kind: 'merge' | 'rename'
  fromCode: string
  toCode?: string
  toName?: string
  startsOn: string
  noticeNo: string
  notice: string
}

const required = (message: string) => [{ required: true, message }]

/** Writes down one change from its notice; another person confirms it. */
export function DivisionChangeDialog({ onClose }: { onClose: () => void }) {
  const say = useSay()
  const plan = useChange(
    ({ key, ...body }: Parameters<typeof api.planDivisionChange>[0]['body'] & { key: string }) =>
      api.planDivisionChange({ body, key }),
    ['divisionChanges'],
  )
  return (
    <FormDialog<Fields>
      open
      wide
      title="登记区划变更"
      okText="登记"
      initial={{ kind: 'merge' }}
      onClose={onClose}
      onSubmit={async ({ kind, toCode, toName, ...rest }, key) => {
        await plan.mutateAsync(
          kind === 'merge'
            ? { ...rest, kind, toCode: toCode!, key }
            : { ...rest, kind, toName: toName!, key },
        )
        say.done('已登记，请另一人对照批复确认')
      }}
    >
      <Form.Item name="kind" label="种类">
        <Radio.Group
          options={[
            { value: 'merge', label: '并入（原区划撤销）' },
            { value: 'rename', label: '更名（代码不变）' },
          ]}
        />
      </Form.Item>
      <Form.Item name="fromCode" label="变更的区划" rules={required('请选镇街或社区')}>
        <DivisionField />
      </Form.Item>
      <Form.Item noStyle shouldUpdate>
        {({ getFieldValue }) =>
          getFieldValue('kind') === 'merge' ? (
            <Form.Item
              name="toCode"
              label="并入"
              extra="原区划的户、走访对象和工作人员从生效日起归这里"
              rules={required('请选并入的同级区划')}
            >
              <DivisionField />
            </Form.Item>
          ) : (
            <Form.Item name="toName" label="新名称" rules={required('请填新名称')}>
              <Input maxLength={40} />
            </Form.Item>
          )
        }
      </Form.Item>
      <Form.Item name="startsOn" label="生效日（明天以后）" rules={required('请选生效日')}>
        <FieldDay />
      </Form.Item>
      <Form.Item name="noticeNo" label="批复文号" rules={required('请填批复文号')}>
        <Input maxLength={60} placeholder="如：某府函〔2026〕12 号" />
      </Form.Item>
      <Form.Item name="notice" label="批复内容摘要" rules={required('请写批复内容摘要')}>
        <FieldText min={4} max={500} rows={3} placeholder="如：撤销甲街道，其行政区域并入乙镇" />
      </Form.Item>
    </FormDialog>
  )
}
