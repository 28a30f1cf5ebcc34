import { PageTitle } from '../../ui/PageTitle.tsx'

export function VisitList() {
  return <PageTitle title="VisitList" />
}
