import { PageTitle } from '../../ui/PageTitle.tsx'

export function VisitPage() {
  return <PageTitle title="VisitPage" />
}
