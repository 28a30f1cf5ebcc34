import { Link } from '@tanstack/react-router'
import type { AnswerOf } from '#contract/kernel/route.ts'
import type { screeningRoutes } from '#contract/screening/routes.ts'
import { useCan } from '../../shell/session.ts'
import { Loaded } from '../../ui/Loaded.tsx'
import { Section } from '../../ui/Section.tsx'
import { StateTag, type Tone } from '../../ui/StateTag.tsx'
import { useWhy } from './useRegistry.ts'

type Why = AnswerOf<typeof screeningRoutes.explainEntity>
type Rule = Why['rules'][number]

const results: Readonly<Record<Rule['result'], { tone: Tone; word: string }>> = {
  met: { tone: 'go', word: '满足' },
  unmet: { tone: 'off', word: '不满足' },
  unknown: { tone: 'busy', word: '无法判断' },
}

/** Why a firm is visited or left out: every rule in words, its result, and the facts it rests on. */
export function EntityWhy({ entityId }: { entityId: string }) {
  const why = useWhy(entityId)
  return (
    <Section title="为什么" note="逐条规则的结论和依据">
      <Loaded query={why}>{(w) => (w.state === null ? <NotYet /> : <Verdict why={w} />)}</Loaded>
    </Section>
  )
}

function NotYet() {
  const can = useCan()
  return (
    <p className="muted" style={{ margin: 0 }}>
      还没有筛查过这一户。
      {can('screening.run') ? (
        <>
          到<Link to="/screening">筛查</Link>页执行一次即可看到结论。
        </>
      ) : (
        '市专班执行筛查后可看到结论。'
      )}
    </p>
  )
}

function Verdict({ why }: { why: Why }) {
  const decisive = decisiveRule(why)
  return (
    <>
      <p style={{ marginTop: 0 }}>
        <StateTag tone={why.state === 'target' ? 'go' : 'bad'}>
          {why.state === 'target' ? `保留 · 第 ${why.tier} 批走访` : '剔除'}
        </StateTag>{' '}
        {decisive ? (
          <>
            因为「{decisive.label}」{alsoMet(why)}。
          </>
        ) : null}
        <span className="muted">按 {why.asOf} 的数据筛查；下列依据就是筛查当时的数据。</span>
      </p>
      <WayOut why={why} />
      <ol className="rules">
        {why.rules.map((r) => (
          <RuleLine key={r.key} rule={r} decisive={r.key === decisive?.key} />
        ))}
      </ol>
    </>
  )
}

/** The smallest change that would turn the verdict: what a clerk answers a firm that asks. */
function WayOut({ why }: { why: Why }) {
  if (!why.turn) return null
  const { to, ways, fixed, exact } = why.turn
  const then = to === 'target' ? '就不再剔除' : '就会剔除'
  if (ways.length === 0)
    return (
      <p className="muted">
        {fixed.length > 0
          ? `结论与不会改变的事实（${fixed.join('、')}）有关，没有可以改变结论的单项变化。`
          : exact
            ? '现有规则下，没有哪几项事实的变化会改变这个结论。'
            : '要改变这个结论，须有多项事实同时变化。'}
      </p>
    )
  return (
    <div className="way-out">
      {ways.map((way, i) => (
        <div key={way.join()}>
          {i === 0 ? '若' : '或若'}
          {way.join('，同时')}，{then}。
        </div>
      ))}
      <span className="muted small">
        这是能改变结论的最少变化（{ways[0]!.length} 项事实）；名单更新、再筛查后生效。
      </span>
    </div>
  )
}

/** The rule a verdict rests on: the first exclusion that is met, or the first tier. */
function decisiveRule(why: Why): Rule | undefined {
  const excluded = why.state === 'excluded'
  return why.rules.find((r) => r.result === 'met' && (r.effect === '剔除') === excluded)
}

/** Who is left out for several reasons is not kept when the first has gone. */
function alsoMet(why: Why): string {
  const met = why.rules.filter((r) => r.result === 'met' && r.effect === '剔除').length
  return met > 1 ? `，另有 ${met - 1} 条剔除规则也满足` : ''
}

function RuleLine({ rule, decisive }: { rule: Rule; decisive: boolean }) {
  const { tone, word } = results[rule.result]
  return (
    <li>
      <details open={decisive}>
        <summary>
          <StateTag tone={rule.result === 'met' && rule.effect === '剔除' ? 'bad' : tone}>{word}</StateTag>
          <strong>{rule.label}</strong>
          <span className="muted">满足则{rule.effect}</span>
          {decisive ? <span className="muted">· 结论出自这一条</span> : null}
        </summary>
        <p style={{ margin: '6px 0' }}>{rule.sentence}</p>
        {rule.facts.length > 0 ? (
          <table className="evidence">
            <caption className="hidden-text">{rule.label}所依据的事实</caption>
            <thead>
              <tr>
                <th scope="col">事实</th>
                <th scope="col">值</th>
                <th scope="col">来源</th>
                <th scope="col">数据日期</th>
              </tr>
            </thead>
            <tbody>
              {rule.facts.map((f) => (
                <tr key={f.label}>
                  <td>{f.label}</td>
                  <td>{f.value}</td>
                  <td>{f.source}</td>
                  <td className="num nowrap">{f.asOf ?? '—'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
      </details>
    </li>
  )
}
