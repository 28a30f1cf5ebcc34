import { noNeedReasons } from '#contract/visits/words.ts'
import { AmountField } from '../ui/phone/AmountField.tsx'
import { Choice, optionsOf } from '../ui/phone/Choice.tsx'
import { AreaField } from '../ui/phone/Field.tsx'
import type { StepProps } from './VisitForm.tsx'

/** Does the firm want to borrow. "No" is as good an answer as "yes", and is asked for its reason only once. */
export function StepNeed({ draft, change, issues }: StepProps) {
  return (
    <>
      <Choice
        label="有没有融资需求"
        columns="two"
        value={draft.hasNeed === undefined ? undefined : draft.hasNeed ? 'yes' : 'no'}
        onChange={(v) => change({ hasNeed: v === 'yes' })}
        options={[
          { value: 'yes', label: '有需求' },
          { value: 'no', label: '暂无需求' },
        ]}
        error={issues.hasNeed}
      />
      {draft.hasNeed ? (
        <>
          <AmountField
            label="需要多少"
            value={draft.needWan}
            onChange={(needWan) => change({ needWan })}
            error={issues.needFen}
          />
          <AreaField
            label="做什么用"
            optional
            maxLength={200}
            placeholder="例如：进年货、换设备、垫付货款"
            value={draft.needUse}
            onChange={(needUse) => change({ needUse })}
            error={issues.needUse}
          />
        </>
      ) : null}
      {draft.hasNeed === false ? (
        <Choice
          label="为什么暂时不需要"
          columns="two"
          value={draft.noNeedReason}
          onChange={(noNeedReason) => change({ noNeedReason })}
          options={optionsOf(noNeedReasons)}
          error={issues.noNeedReason}
        />
      ) : null}
    </>
  )
}
