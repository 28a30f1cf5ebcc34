import { Form, Input, Radio } from 'antd'
import { divisionChangeKinds } from '#contract/organisations/words.ts'
import { api } from '../../shell/api.ts'
import { FieldDay } from '../../ui/FieldDay.tsx'
import { FieldText } from '../../ui/FieldText.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { useChange } from '../../ui/useChange.ts'
import { useSay } from '../../ui/useSay.ts'
import { DivisionParts } from './DivisionParts.tsx'
import { DivisionField } from './DivisionPicker.tsx'

type Body = Parameters<typeof api.planDivisionChange>[0]['body']

interface Fields {
  kind: Body['kind']
  fromCode: string
  toCode?: string
  toName?: string
  parts?: { toCode: string; toName: string; communities: string[] }[]
  startsOn: string
  noticeNo: string
  notice: string
}

const required = (message: string) => [{ required: true, message }]

const hints = {
  merge: '原区划撤销',
  rename: '代码不变',
  split: '划出社区设新镇街',
  recode: '下级随之换，如撤乡设镇',
} as const

/** The fields of the form as the call of their kind: what was typed for another kind stays behind. */
function bodyOf({ kind, fromCode, startsOn, noticeNo, notice, ...of }: Fields): Body {
  const common = { fromCode, startsOn, noticeNo, notice }
  switch (kind) {
    case 'merge':
      return { ...common, kind, toCode: of.toCode! }
    case 'rename':
      return { ...common, kind, toName: of.toName! }
    case 'split':
      return { ...common, kind, parts: of.parts ?? [] }
    case 'recode':
      return { ...common, kind, toCode: of.toCode!, ...(of.toName ? { toName: of.toName } : {}) }
  }
}

/** Writes down one change from its notice; another person confirms it. */
export function DivisionChangeDialog({ onClose }: { onClose: () => void }) {
  const say = useSay()
  const plan = useChange(
    ({ key, body }: { body: Body; key: string }) => api.planDivisionChange({ body, key }),
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
      onSubmit={async (fields, key) => {
        await plan.mutateAsync({ body: bodyOf(fields), key })
        say.done('已登记，请另一人看过影响、对照批复确认')
      }}
    >
      <Form.Item name="kind" label="种类">
        <Radio.Group
          options={(Object.keys(hints) as Body['kind'][]).map((value) => ({
            value,
            label: `${divisionChangeKinds[value]}（${hints[value]}）`,
          }))}
        />
      </Form.Item>
      <Form.Item name="fromCode" label="变更的区划" rules={required('请选镇街或社区')}>
        <DivisionField />
      </Form.Item>
      <Form.Item noStyle shouldUpdate>
        {({ getFieldValue }) => (
          <Heirs kind={getFieldValue('kind') as Body['kind']} from={getFieldValue('fromCode') as string} />
        )}
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

/** Where it goes on, by kind. */
function Heirs({ kind, from }: { kind: Body['kind']; from: string | undefined }) {
  if (kind === 'split') return <DivisionParts from={from} />
  if (kind === 'merge')
    return (
      <Form.Item
        name="toCode"
        label="并入"
        extra="原区划的户、走访对象和工作人员从生效日起归这里"
        rules={required('请选并入的同级区划')}
      >
        <DivisionField />
      </Form.Item>
    )
  return (
    <>
      {kind === 'recode' ? (
        <Form.Item
          name="toCode"
          label="新代码"
          extra="下级只换前几位，末几位照旧；此前的数字仍记在原代码下"
          rules={[{ required: true, pattern: /^[1-9]\d{11}$/, message: '请填 12 位新代码' }]}
        >
          <Input maxLength={12} inputMode="numeric" />
        </Form.Item>
      ) : null}
      <Form.Item
        name="toName"
        label={kind === 'recode' ? '新名称（不变可不填）' : '新名称'}
        rules={kind === 'recode' ? [] : required('请填新名称')}
      >
        <Input maxLength={40} />
      </Form.Item>
    </>
  )
}
