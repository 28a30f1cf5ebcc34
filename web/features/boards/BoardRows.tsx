import { PageTitle } from '../../ui/PageTitle.tsx'

export function BoardRows() {
  return <PageTitle title="BoardRows" />
}
