import { PageTitle } from '../../ui/PageTitle.tsx'

export function DeskList() {
  return <PageTitle title="DeskList" />
}
