import { Link } from '@tanstack/react-router'
import { funnelSteps, metrics } from '#contract/boards/words.ts'
import { rateText } from '#contract/kernel/money.ts'
import { useCan, useSession } from '../../shell/session.ts'
import { Section } from '../../ui/Section.tsx'
import { Tiles } from '../../ui/Tiles.tsx'
import { leads } from './FunnelDrawing.tsx'
import { ownCut } from './ownCut.ts'
import { useFunnel } from './useBoards.ts'

/** How far the place has come, in one line; each number opens its rows. */
export function HomeProgress() {
  const can = useCan()
  return can('board.read') ? <Progress /> : null
}

function Progress() {
  const { data: session } = useSession()
  const { data } = useFunnel({ by: ownCut(session) }, 300_000)
  if (!data) return null
  const tiles = funnelSteps.map((metric) => {
    const rate = data.total.rates.find((r) => r.key === leads[metric])
    return {
      label: metrics[metric].label,
      n: data.total.counts[metric].households,
      hint: rate && rate.bp !== null ? `${rate.label} ${rateText(rate.bp)}` : '户',
      to: '/board/rows',
      search: { metric, unit: 'households', asOf: data.asOf },
    }
  })
  return (
    <Section
      title="走到哪一步"
      note={`单位：户，统计截止 ${data.asOf}`}
      extra={<Link to="/board">统计看板</Link>}
    >
      <Tiles items={tiles} label="走到哪一步" />
    </Section>
  )
}
