import { PageTitle } from '../../ui/PageTitle.tsx'

export function IntegrityPage() {
  return <PageTitle title="IntegrityPage" />
}
