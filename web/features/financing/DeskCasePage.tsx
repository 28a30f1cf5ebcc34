import { PageTitle } from '../../ui/PageTitle.tsx'

export function DeskCasePage() {
  return <PageTitle title="DeskCasePage" />
}
