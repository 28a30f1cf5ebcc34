import { PageTitle } from '../../ui/PageTitle.tsx'

export function TargetPage() {
  return <PageTitle title="TargetPage" />
}
