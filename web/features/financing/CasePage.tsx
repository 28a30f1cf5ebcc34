import { PageTitle } from '../../ui/PageTitle.tsx'

export function CasePage() {
  return <PageTitle title="CasePage" />
}
