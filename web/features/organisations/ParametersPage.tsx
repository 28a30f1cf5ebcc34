import { PageTitle } from '../../ui/PageTitle.tsx'

export function ParametersPage() {
  return <PageTitle title="ParametersPage" />
}
