import { Link } from '@tanstack/react-router'
import { Figure } from '../../ui/Money.tsx'

/** A figure of a run that opens the firms it counts. */
export function RunCount(props: { run: { id: string }; n: number; search: Record<string, string> }) {
  if (props.n === 0) return <Figure n={0} />
  return (
    <Link to="/screening/$runId/firms" params={{ runId: props.run.id }} search={props.search}>
      <Figure n={props.n} />
    </Link>
  )
}
