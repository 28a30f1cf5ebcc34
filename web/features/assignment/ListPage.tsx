import { PageTitle } from '../../ui/PageTitle.tsx'

export function ListPage() {
  return <PageTitle title="ListPage" />
}
