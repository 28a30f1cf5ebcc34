import { Checkbox, Form, InputNumber } from 'antd'
import type { AnswerOf } from '#contract/kernel/route.ts'
import type { platformRoutes } from '#contract/organisations/platform.routes.ts'
import { industrySections } from '#contract/registry/words.ts'
import { api } from '../../shell/api.ts'
import { FieldMoney } from '../../ui/FieldMoney.tsx'
import { FieldText } from '../../ui/FieldText.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { useChange } from '../../ui/useChange.ts'
import { useSay } from '../../ui/useSay.ts'

export type Capacity = AnswerOf<typeof platformRoutes.listCapacities>['rows'][number]

/** Changes what one branch can do, with the reason. */
export function CapacityDialog(props: { branch: Capacity; onClose: () => void; onReload: () => void }) {
  const { branch } = props
  const say = useSay()
  const change = useChange(
    ({ key, ...body }: Parameters<typeof api.changeCapacity>[0]['body'] & { key: string }) =>
      api.changeCapacity({ params: { branchId: branch.branchId }, body, key }),
    ['branches', 'assignment'],
  )
  return (
    <FormDialog<{ visitsPerYear: number; trades: string[]; creditPlanFen?: string | null; reason: string }>
      open
      wide
      title={`调整 ${branch.branch} 的能力`}
      okText="保存"
      initial={{
        visitsPerYear: branch.visitsPerYear,
        trades: Array.from(branch.trades),
        creditPlanFen: branch.creditPlanFen,
      }}
      onClose={props.onClose}
      onReload={props.onReload}
      onSubmit={async ({ trades, creditPlanFen, ...v }, key) => {
        await change.mutateAsync({
          ...v,
          trades: trades.join(''),
          creditPlanFen: creditPlanFen || null,
          version: branch.version,
          key,
        })
        say.done('已保存；重新派发草稿清单后起作用')
      }}
    >
      <Form.Item
        name="visitsPerYear"
        label="年走访能力（户）"
        rules={[{ required: true, message: '请填户数' }]}
      >
        <InputNumber min={0} max={1_000_000} precision={0} style={{ width: 200 }} />
      </Form.Item>
      <Form.Item name="trades" label="特色行业（不选为不限）">
        <Checkbox.Group
          options={Object.entries(industrySections).map(([value, label]) => ({ value, label }))}
        />
      </Form.Item>
      <Form.Item name="creditPlanFen" label="专项授信计划">
        <FieldMoney />
      </Form.Item>
      <Form.Item name="reason" label="理由" rules={[{ required: true, message: '请写明理由' }]}>
        <FieldText min={4} max={200} rows={2} placeholder="如：11 月新增两名客户经理，网点来函补报" />
      </Form.Item>
    </FormDialog>
  )
}
