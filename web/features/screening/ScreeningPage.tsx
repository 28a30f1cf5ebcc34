import { PageTitle } from '../../ui/PageTitle.tsx'

export function ScreeningPage() {
  return <PageTitle title="ScreeningPage" />
}
