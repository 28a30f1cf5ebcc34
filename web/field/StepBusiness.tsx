import { operations, outlooks } from '#contract/visits/words.ts'
import { AmountField } from '../ui/phone/AmountField.tsx'
import { Choice, optionsOf } from '../ui/phone/Choice.tsx'
import { TextField } from '../ui/phone/Field.tsx'
import type { StepProps } from './VisitForm.tsx'

/** How business goes: nothing here is forced, what the firm will not say stays empty. */
export function StepBusiness({ draft, change, issues }: StepProps) {
  return (
    <>
      <p className="hint">企业不愿说的可以空着。</p>
      <Choice
        label="近一年生意"
        columns="three"
        value={draft.operation}
        onChange={(operation) => change({ operation })}
        options={optionsOf(operations)}
      />
      <Choice
        label="对今后的看法"
        columns="three"
        value={draft.outlook}
        onChange={(outlook) => change({ outlook })}
        options={optionsOf(outlooks)}
      />
      <TextField
        label="现有多少人"
        inputMode="numeric"
        maxLength={8}
        unit="人"
        value={draft.employees}
        onChange={(employees) => change({ employees: employees.replace(/\D/g, '') })}
        error={issues.employees}
      />
      <AmountField
        label="一年营业额大约"
        value={draft.revenueWan}
        onChange={(revenueWan) => change({ revenueWan })}
        error={issues.revenueFen}
      />
      <AmountField
        label="资产大约"
        hint="设备、存货、房产等合计"
        value={draft.assetsWan}
        onChange={(assetsWan) => change({ assetsWan })}
        error={issues.assetsFen}
      />
    </>
  )
}
