import { PageTitle } from '../../ui/PageTitle.tsx'

export function TargetList() {
  return <PageTitle title="TargetList" />
}
