import { PageTitle } from '../../ui/PageTitle.tsx'

export function AccountsPage() {
  return <PageTitle title="AccountsPage" />
}
