import { PageTitle } from '../../ui/PageTitle.tsx'

export function ImportPage() {
  return <PageTitle title="ImportPage" />
}
