import {
  modes,
  observationResults,
  outcomes,
  problemCategories,
  standardNumbers,
} from '#contract/visits/words.ts'
import { Check } from '../ui/phone/Choice.tsx'
import { AreaField, SelectField } from '../ui/phone/Field.tsx'
import { Facts } from '../ui/phone/Steps.tsx'
import type { StepProps } from './VisitForm.tsx'
import { type Problem, wasMet } from './visitDraft.ts'

const categories = Object.entries(problemCategories)

/** What the firm is troubled by, whether it was solved at once, a note; then the whole once more before it goes. */
export function StepProblems({ draft, change, issues }: StepProps) {
  const met = wasMet(draft)
  const set = (at: number, part: Partial<Problem>) =>
    change({ problems: draft.problems.map((p, i) => (i === at ? { ...p, ...part } : p)) })
  return (
    <>
      {draft.problems.map((p, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: problems are only added at the end or taken out whole
        <section key={i} className="card" aria-label={`问题 ${i + 1}`}>
          <SelectField
            label={`问题 ${i + 1}：哪一类`}
            placeholder="请选择"
            value={p.category}
            onChange={(v) => set(i, { category: v as Problem['category'] })}
            options={categories}
            error={issues[`problems.${i}.category`] ? '请选择是哪一类问题' : undefined}
          />
          <AreaField
            label="说说情况"
            maxLength={500}
            value={p.description}
            onChange={(description) => set(i, { description })}
            error={issues[`problems.${i}.description`]}
          />
          <Check checked={p.solvedOnSpot} onChange={(solvedOnSpot) => set(i, { solvedOnSpot })}>
            当场已经解决
          </Check>
          <button
            type="button"
            className="btn small danger"
            onClick={() => change({ problems: draft.problems.filter((_, at) => at !== i) })}
          >
            删去这一条
          </button>
        </section>
      ))}
      <button
        type="button"
        className="btn wide"
        disabled={draft.problems.length >= 20}
        onClick={() =>
          change({
            problems: [
              ...draft.problems,
              { category: '' as Problem['category'], description: '', solvedOnSpot: false },
            ],
          })
        }
      >
        {draft.problems.length === 0 ? '企业反映了问题，记一条' : '再记一条'}
      </button>
      <AreaField
        label="备注"
        optional
        maxLength={1000}
        value={draft.note}
        onChange={(note) => change({ note })}
        error={issues.note}
        placeholder={met ? '' : '例如：邻居说上月已搬走'}
      />
      <section className="card" aria-label="提交前核对">
        <h2>提交前核对</h2>
        <Facts
          rows={[
            ['走访', draft.mode ? `${modes[draft.mode]} ${draft.at.replace('T', ' ')}` : ''],
            ['情况', draft.outcome ? outcomes[draft.outcome] : ''],
            ['需求', met ? needText(draft) : ''],
            ['五项', met ? standardsText(draft) : ''],
            ['问题', draft.problems.length > 0 ? `${draft.problems.length} 个` : '没有'],
          ]}
        />
      </section>
    </>
  )
}

function needText(draft: StepProps['draft']): string {
  if (draft.hasNeed === undefined) return '还没有选'
  return draft.hasNeed ? `有，${draft.needWan || '？'} 万元` : '暂无'
}

function standardsText(draft: StepProps['draft']): string {
  const results = standardNumbers.map((s) => draft.observations[s]?.result)
  return Object.entries(observationResults)
    .map(([key, label]) => [label, results.filter((r) => r === key).length] as const)
    .filter(([, n]) => n > 0)
    .map(([label, n]) => `${label} ${n} 项`)
    .join('，')
}
