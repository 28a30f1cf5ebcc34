import { observationResults, type Standard, standardNumbers, standards } from '#contract/visits/words.ts'
import { Choice, optionsOf } from '../ui/phone/Choice.tsx'
import { TextField } from '../ui/phone/Field.tsx'
import { Note } from '../ui/phone/Note.tsx'
import { standardHelp } from './standardHelp.ts'
import type { StepProps } from './VisitForm.tsx'

const results = optionsOf(observationResults).map((o) => ({ ...o, tone: o.value }))

/** Five cards, three thumbs' breadths each: 符合, 不符, 存疑, and on what it rests. */
export function StepStandards({ draft, change, issues }: StepProps) {
  return (
    <>
      {draft.mode === 'phone' ? (
        <Note>电话里看不到现场，五项可以不选。</Note>
      ) : (
        <p className="hint">按看到、听到的选；拿不准就选“存疑”，审核时再佐证。</p>
      )}
      {issues.observations ? <p className="error">{issues.observations}</p> : null}
      {standardNumbers.map((standard) => (
        <StandardCard
          key={standard}
          standard={standard}
          draft={draft}
          change={change}
          missing={issues.observations !== undefined && !draft.observations[standard]?.result}
        />
      ))}
    </>
  )
}

function StandardCard({
  standard,
  draft,
  change,
  missing,
}: Omit<StepProps, 'issues'> & { standard: Standard; missing: boolean }) {
  const seen = draft.observations[standard]
  const help = standardHelp[standard]
  const set = (part: { result?: NonNullable<typeof seen>['result']; basis?: string }) =>
    change({
      observations: { ...draft.observations, [standard]: { basis: '', ...seen, ...part } },
    })
  return (
    <section className="card">
      <Choice
        label={`${standard}. ${standards[standard]}`}
        hint={help.ask}
        columns="three"
        value={seen?.result}
        onChange={(result) => set({ result, basis: '' })}
        options={results}
        error={missing ? '这一项还没有选' : undefined}
      />
      {seen?.result ? (
        <>
          <div className="row">
            {help.words[seen.result].map((w) => (
              <button
                key={w}
                type="button"
                className="chip"
                aria-pressed={seen.basis === w}
                onClick={() => set({ basis: seen.basis === w ? '' : w })}
              >
                {w}
              </button>
            ))}
          </div>
          <TextField
            label="依据"
            optional
            maxLength={200}
            placeholder="点上面的词，或自己写"
            value={seen.basis}
            onChange={(basis) => set({ basis })}
          />
        </>
      ) : null}
    </section>
  )
}
