import { PageTitle } from '../../ui/PageTitle.tsx'

export function QrPage() {
  return <PageTitle title="QrPage" />
}
