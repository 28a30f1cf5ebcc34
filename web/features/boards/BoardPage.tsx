import { PageTitle } from '../../ui/PageTitle.tsx'

export function BoardPage() {
  return <PageTitle title="BoardPage" />
}
