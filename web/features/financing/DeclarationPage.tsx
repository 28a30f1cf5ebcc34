import { PageTitle } from '../../ui/PageTitle.tsx'

export function DeclarationPage() {
  return <PageTitle title="DeclarationPage" />
}
