import { funnelSteps, metrics } from '#contract/boards/words.ts'
import { CountLinks, type Scope } from './CountLinks.tsx'
import { rateLine } from './rateWords.ts'
import type { Funnel } from './useBoards.ts'
import './boards.css'

/** Which rate leads to each step; its base is named beside it. */
export const leads = {
  visited: 'visitRate',
  needed: 'needRate',
  declared: 'declareRate',
  recommended: 'passRate',
  credited: 'creditRate',
  disbursed: 'drawRate',
} as const

/** The six steps as bars of true length: how many firms come this far, and what share of what. */
export function FunnelDrawing({ funnel, scope }: { funnel: Funnel; scope: Scope }) {
  const { counts, rates } = funnel.total
  const most = Math.max(1, ...funnelSteps.map((m) => counts[m].households))
  return (
    <ol className="funnel">
      {funnelSteps.map((metric) => {
        const rate = rates.find((r) => r.key === leads[metric])
        return (
          <li key={metric}>
            <b>{metrics[metric].label}</b>
            <div className="funnel-track" aria-hidden>
              <div style={{ width: `${(counts[metric].households / most) * 100}%` }} />
            </div>
            <CountLinks metric={metric} count={counts[metric]} scope={scope} of="合计" />
            <span className="muted small">{rate ? rateLine(rate) : ''}</span>
          </li>
        )
      })}
    </ol>
  )
}
