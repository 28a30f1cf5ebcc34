import { PageTitle } from '../../ui/PageTitle.tsx'

export function RunPage() {
  return <PageTitle title="RunPage" />
}
