import { Alert, Form } from 'antd'
import { moneyText } from '#contract/kernel/money.ts'
import { FieldMoney } from '../../ui/FieldMoney.tsx'
import { FieldText } from '../../ui/FieldText.tsx'
import { FlowDialog } from '../../ui/FlowDialog.tsx'
import { BranchPicker } from './BankPicker.tsx'
import { declarationStepSchema } from './stepSchema.ts'
import { type Declaration, type DeclarationStep, useBanks, useDeclarationSteps } from './useFinancing.ts'

interface Values {
  mainBranchId: string
  backupBranchId: string
  recommendedFen: string
  reason: string
}

/** 提请推荐: two banks by name, an amount, a reason; it says at once when a consent is missing. */
export function ProposeDialog(props: { declaration: Declaration; open: boolean; onClose: () => void }) {
  const d = props.declaration
  const steps = useDeclarationSteps(d.id)
  const consented = new Set(
    d.consents.flatMap((c) => (c.bankId !== null && c.withdrawnAt === null ? [c.bankId] : [])),
  )
  return (
    <FlowDialog<Values, DeclarationStep>
      open={props.open}
      title="提请推荐"
      okText="提请推荐"
      width={620}
      intro="提请后由另一位同事复核；复核通过才列入推荐清单。是否授信由银行自主决定。"
      initial={{
        mainBranchId: d.suggestedBranches.main ?? undefined,
        backupBranchId: d.suggestedBranches.backup ?? undefined,
        recommendedFen: d.recommendedFen ?? d.amountFen,
        reason: d.recommendReason ?? undefined,
      }}
      toBody={(v) => ({ action: 'propose', ...v })}
      schema={declarationStepSchema}
      send={(step, key) => steps.act(step, key)}
      onClose={props.onClose}
      onReload={steps.reload}
    >
      <Form.Item name="mainBranchId" label="主办行网点" required>
        <BranchPicker division={d.division} consented={consented} />
      </Form.Item>
      <Form.Item name="backupBranchId" label="备选行网点（须是另一家银行）" required>
        <BranchPicker division={d.division} consented={consented} />
      </Form.Item>
      <BankWarnings consented={consented} acceptsOther={d.acceptsOther} />
      <Form.Item
        name="recommendedFen"
        label="推荐金额"
        extra={`不高于企业申报的 ${moneyText(d.amountFen)}`}
        required
      >
        <FieldMoney />
      </Form.Item>
      <Form.Item name="reason" label="推荐理由" required>
        <FieldText min={4} max={500} placeholder="如：订单充足、纳税信用 A 级，周转资金缺口真实" />
      </Form.Item>
    </FlowDialog>
  )
}

/** What would stop the proposal or the push, said while the banks are being chosen. */
function BankWarnings({
  consented,
  acceptsOther,
}: {
  consented: ReadonlySet<string>
  acceptsOther: boolean
}) {
  const banks = useBanks()
  const bankOf = (branchId: unknown) => banks.data?.rows.find((b) => b.id === branchId)?.parentId ?? null
  const main = bankOf(Form.useWatch('mainBranchId'))
  const backup = bankOf(Form.useWatch('backupBranchId'))
  const warnings = [
    main !== null && main === backup ? '主办行和备选行是同一家银行，请换一家' : null,
    main !== null && !consented.has(main) ? '企业还没有授权主办行：请先在“授权”里登记，否则不能提请' : null,
    backup !== null && backup !== main && !consented.has(backup)
      ? '企业还没有授权备选行：主办行不能授信时，要补登授权才能推送备选行'
      : null,
    acceptsOther || (backup !== null && consented.has(backup))
      ? null
      : '企业不接受调剂：主办行不能授信时不会推给备选行，直接转会诊',
  ].filter((w) => w !== null)
  return (
    <>
      {warnings.map((w) => (
        <Alert key={w} type="warning" showIcon title={w} style={{ marginBottom: 12 }} />
      ))}
    </>
  )
}
