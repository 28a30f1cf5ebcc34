import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Broken, Lost } from '../shell/Astray.tsx'
import { Layout } from '../shell/Layout.tsx'
import { rememberPlace } from '../ui/lastPlace.ts'

const root = createRootRoute({ component: Layout, notFoundComponent: Lost })

/** Filters live in the address: a page can be sent to a colleague as it stands. */
type Search = Record<string, string>
const search = (raw: Record<string, unknown>): Search =>
  Object.fromEntries(
    Object.entries(raw).flatMap(([k, v]) =>
      v === undefined || v === '' ? [] : [[k, String(v as string | number)]],
    ),
  )

const page = <P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => root,
    path,
    validateSearch: search,
    component: lazyRouteComponent(load as never, name as never),
  })

const tree = root.addChildren([
  page('/', () => import('../features/boards/HomePage.tsx'), 'HomePage'),
  page('/board', () => import('../features/boards/BoardPage.tsx'), 'BoardPage'),
  page('/board/rows', () => import('../features/boards/BoardRows.tsx'), 'BoardRows'),
  page('/ledgers', () => import('../features/boards/LedgerPage.tsx'), 'LedgerPage'),
  page('/imports', () => import('../features/registry/ImportList.tsx'), 'ImportList'),
  page('/imports/$batchId', () => import('../features/registry/ImportPage.tsx'), 'ImportPage'),
  page('/identity', () => import('../features/registry/IdentityPage.tsx'), 'IdentityPage'),
  page('/entities', () => import('../features/registry/EntityList.tsx'), 'EntityList'),
  page('/entities/$entityId', () => import('../features/registry/EntityPage.tsx'), 'EntityPage'),
  page('/quality', () => import('../features/registry/quality/QualityPage.tsx'), 'QualityPage'),
  page('/quality/findings', () => import('../features/registry/quality/FindingsPage.tsx'), 'FindingsPage'),
  page('/restorations', () => import('../features/screening/RestorationsPage.tsx'), 'RestorationsPage'),
  page('/figures', () => import('../features/boards/FigureCheckPage.tsx'), 'FigureCheckPage'),
  page('/places', () => import('../features/registry/UnplacedPage.tsx'), 'UnplacedPage'),
  page('/screening', () => import('../features/screening/ScreeningPage.tsx'), 'ScreeningPage'),
  page('/screening/compare', () => import('../features/screening/ComparePage.tsx'), 'ComparePage'),
  page('/screening/drafts/$ruleSetId', () => import('../features/screening/DraftPage.tsx'), 'DraftPage'),
  page(
    '/screening/previews/$previewId',
    () => import('../features/screening/PreviewPage.tsx'),
    'PreviewPage',
  ),
  page(
    '/screening/previews/$previewId/firms',
    () => import('../features/screening/PreviewFirms.tsx'),
    'PreviewFirms',
  ),
  page('/screening/$runId/firms', () => import('../features/screening/RunFirms.tsx'), 'RunFirms'),
  page('/screening/$runId', () => import('../features/screening/RunPage.tsx'), 'RunPage'),
  page('/lists', () => import('../features/assignment/ListsPage.tsx'), 'ListsPage'),
  page('/lists/$listId', () => import('../features/assignment/ListPage.tsx'), 'ListPage'),
  page('/rosters', () => import('../features/rosters/RostersPage.tsx'), 'RostersPage'),
  page('/rosters/compare', () => import('../features/rosters/ComparePage.tsx'), 'ComparePage'),
  page('/rosters/firms', () => import('../features/rosters/ListFirms.tsx'), 'ListFirms'),
  page('/rosters/$listId', () => import('../features/rosters/RosterPage.tsx'), 'RosterPage'),
  page('/teams', () => import('../features/assignment/TeamsPage.tsx'), 'TeamsPage'),
  page('/teams/$teamId', () => import('../features/assignment/TeamPage.tsx'), 'TeamPage'),
  page('/split', () => import('../features/assignment/SplitPage.tsx'), 'SplitPage'),
  page('/branches', () => import('../features/assignment/CapacityPage.tsx'), 'CapacityPage'),
  page('/targets', () => import('../features/assignment/TargetList.tsx'), 'TargetList'),
  page('/targets/$targetId', () => import('../features/assignment/TargetPage.tsx'), 'TargetPage'),
  page('/visits', () => import('../features/visits/VisitList.tsx'), 'VisitList'),
  page('/visits/$visitId', () => import('../features/visits/VisitPage.tsx'), 'VisitPage'),
  page('/declarations', () => import('../features/financing/DeclarationList.tsx'), 'DeclarationList'),
  page(
    '/declarations/new',
    () => import('../features/financing/NewDeclarationPage.tsx'),
    'NewDeclarationPage',
  ),
  page(
    '/declarations/$declarationId',
    () => import('../features/financing/DeclarationPage.tsx'),
    'DeclarationPage',
  ),
  page('/desk', () => import('../features/financing/DeskList.tsx'), 'DeskList'),
  page('/desk/$caseId', () => import('../features/financing/DeskCasePage.tsx'), 'DeskCasePage'),
  page('/cases', () => import('../features/financing/CaseList.tsx'), 'CaseList'),
  page('/cases/$caseId', () => import('../features/financing/CasePage.tsx'), 'CasePage'),
  page('/qr', () => import('../features/financing/QrPage.tsx'), 'QrPage'),
  page('/accounts', () => import('../features/organisations/AccountsPage.tsx'), 'AccountsPage'),
  page('/password', () => import('../shell/PasswordPage.tsx'), 'PasswordPage'),
  page('/audit', () => import('../features/organisations/AuditPage.tsx'), 'AuditPage'),
  page(
    '/divisions',
    () => import('../features/organisations/DivisionChangesPage.tsx'),
    'DivisionChangesPage',
  ),
  page('/parameters', () => import('../features/organisations/ParametersPage.tsx'), 'ParametersPage'),
  page('/calendar', () => import('../features/organisations/CalendarPage.tsx'), 'CalendarPage'),
  page('/jobs', () => import('../features/organisations/JobsPage.tsx'), 'JobsPage'),
  page('/integrity', () => import('../features/organisations/IntegrityPage.tsx'), 'IntegrityPage'),
])

export const router = createRouter({
  routeTree: tree,
  basepath: '/console',
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  // Values of filters are plain text: no quotes in the address.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (values) => {
    const text = new URLSearchParams(values as Search).toString()
    return text ? `?${text}` : ''
  },
})

router.subscribe('onResolved', ({ toLocation }) => rememberPlace(toLocation.pathname, toLocation.searchStr))

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
