import { PageTitle } from '../../ui/PageTitle.tsx'

export function ListsPage() {
  return <PageTitle title="ListsPage" />
}
