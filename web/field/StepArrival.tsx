import { modes, outcomes } from '#contract/visits/words.ts'
import { Choice, optionsOf } from '../ui/phone/Choice.tsx'
import { TextField } from '../ui/phone/Field.tsx'
import { wallClock } from './time.ts'
import type { StepProps } from './VisitForm.tsx'

const company = ['镇街干部', '社区网格员', '银行客户经理']

/** How one came, whether anyone was there, when, and with whom. */
export function StepArrival({ draft, change, issues }: StepProps) {
  const named = draft.companions.split('、').filter(Boolean)
  const toggle = (who: string) =>
    change({
      companions: (named.includes(who) ? named.filter((n) => n !== who) : [...named, who]).join('、'),
    })
  return (
    <>
      <Choice
        label="怎么走访的"
        columns="two"
        value={draft.mode}
        onChange={(mode) => change({ mode })}
        options={optionsOf(modes)}
        error={issues.mode}
      />
      <Choice
        label="见到的情况"
        columns="two"
        value={draft.outcome}
        onChange={(outcome) => change({ outcome })}
        options={optionsOf(outcomes)}
        error={issues.outcome}
      />
      <TextField
        label="走访时间"
        type="datetime-local"
        max={wallClock(new Date())}
        value={draft.at}
        onChange={(at) => change({ at })}
        error={issues.occurredAt}
      />
      <div className="stack tight">
        <TextField
          label="同行的人"
          optional
          maxLength={200}
          placeholder="姓名用“、”隔开"
          value={draft.companions}
          onChange={(companions) => change({ companions })}
          error={issues.companions}
        />
        <div className="row">
          {company.map((who) => (
            <button
              key={who}
              type="button"
              className="chip"
              aria-pressed={named.includes(who)}
              onClick={() => toggle(who)}
            >
              {who}
            </button>
          ))}
        </div>
      </div>
    </>
  )
}
