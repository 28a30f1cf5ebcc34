import { PageTitle } from '../../ui/PageTitle.tsx'

export function CaseList() {
  return <PageTitle title="CaseList" />
}
