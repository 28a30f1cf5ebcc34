import { Link } from '@tanstack/react-router'
import { useCan } from '../../shell/session.ts'
import { Figure } from '../../ui/Money.tsx'

/** A number that opens the firms it counts, for those who may see firms. */
export function FirmsLink({ n, search }: { n: number; search: Record<string, string> }) {
  const can = useCan()
  if (n === 0 || !can('entity.read')) return <Figure n={n} />
  return (
    <Link to="/rosters/firms" search={search}>
      <Figure n={n} />
    </Link>
  )
}
