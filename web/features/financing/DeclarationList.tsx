import { PageTitle } from '../../ui/PageTitle.tsx'

export function DeclarationList() {
  return <PageTitle title="DeclarationList" />
}
