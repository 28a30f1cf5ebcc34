import { PageTitle } from '../../ui/PageTitle.tsx'

export function NewDeclarationPage() {
  return <PageTitle title="NewDeclarationPage" />
}
