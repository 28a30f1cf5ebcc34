import { PageTitle } from '../../ui/PageTitle.tsx'

export function ImportList() {
  return <PageTitle title="ImportList" />
}
