import { PageTitle } from '../../ui/PageTitle.tsx'

export function EntityPage() {
  return <PageTitle title="EntityPage" />
}
