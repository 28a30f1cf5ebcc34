import { PageTitle } from '../../ui/PageTitle.tsx'

export function LedgerPage() {
  return <PageTitle title="LedgerPage" />
}
