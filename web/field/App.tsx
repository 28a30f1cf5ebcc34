import { lazy, Suspense } from 'react'
import { Route, Router, Switch, useLocation, useSearch } from 'wouter'
import { PhoneSignIn } from '../shell/PhoneSignIn.tsx'
import { usePhoneSession } from '../shell/phoneSession.ts'
import { Bones, Empty } from '../ui/phone/Note.tsx'
import { PasswordDue } from '../ui/phone/PasswordDue.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { useScrollPlace } from '../ui/phone/useScrollPlace.ts'
import { TargetPage } from './TargetPage.tsx'
import { TodayPage } from './TodayPage.tsx'
import { VisitFormPage } from './VisitFormPage.tsx'

// Today's list, a firm and the form of a visit come at once; what is opened less often comes when it is opened.
const SearchPage = lazy(async () => ({ default: (await import('./SearchPage.tsx')).SearchPage }))
const EntityPage = lazy(async () => ({ default: (await import('./EntityPage.tsx')).EntityPage }))
const DeclarePage = lazy(async () => ({ default: (await import('./DeclarePage.tsx')).DeclarePage }))
const DeclarationPage = lazy(async () => ({
  default: (await import('./DeclarationPage.tsx')).DeclarationPage,
}))
const VisitsPage = lazy(async () => ({ default: (await import('./VisitsPage.tsx')).VisitsPage }))
const VisitPage = lazy(async () => ({ default: (await import('./VisitPage.tsx')).VisitPage }))
const MePage = lazy(async () => ({ default: (await import('./MePage.tsx')).MePage }))

/** The visitors' page: sign in once, then everything within two taps of today's list. */
export function App() {
  const { session, isLoading, error, refetch, lost, found } = usePhoneSession()
  if (session?.passwordDue && !lost) return <PasswordDue title="走访端" />
  if (session && !lost)
    return session.verbs.includes('visit.record') ? (
      <Router base="/field">
        <Suspense
          fallback={
            <Screen title="正在打开">
              <Bones />
            </Screen>
          }
        >
          <Pages />
        </Suspense>
      </Router>
    ) : (
      <WrongPost name={session.personName} role={session.grant.roleLabel} />
    )
  if (isLoading)
    return (
      <Screen title="正在打开">
        <Bones />
      </Screen>
    )
  if (error && 'code' in error && error.code === 'offline' && !lost)
    return (
      <Screen title="走访端">
        <Empty title="连不上服务器">
          <p>请检查网络。没交的登记都还存在手机里。</p>
          <button type="button" className="btn" onClick={() => void refetch()}>
            重试
          </button>
        </Empty>
      </Screen>
    )
  return (
    <PhoneSignIn title="滴灌 走访端" about="支持小微企业融资协调 · 走访登记" again={lost} onDone={found} />
  )
}

function Pages() {
  const [path] = useLocation()
  const search = useSearch()
  useScrollPlace(`${path}?${search}`)
  return (
    <Switch>
      <Route path="/" component={TodayPage} />
      <Route path="/targets/:targetId">{(p) => <TargetPage targetId={p.targetId} />}</Route>
      <Route path="/targets/:targetId/visit">{(p) => <VisitFormPage kind="target" id={p.targetId} />}</Route>
      <Route path="/targets/:targetId/declare">{(p) => <DeclarePage kind="target" id={p.targetId} />}</Route>
      <Route path="/entities" component={SearchPage} />
      <Route path="/entities/:entityId">{(p) => <EntityPage entityId={p.entityId} />}</Route>
      <Route path="/entities/:entityId/visit">{(p) => <VisitFormPage kind="entity" id={p.entityId} />}</Route>
      <Route path="/entities/:entityId/declare">{(p) => <DeclarePage kind="entity" id={p.entityId} />}</Route>
      <Route path="/visits" component={VisitsPage} />
      <Route path="/visits/:visitId">{(p) => <VisitPage visitId={p.visitId} />}</Route>
      <Route path="/declarations/:declarationId">
        {(p) => <DeclarationPage declarationId={p.declarationId} />}
      </Route>
      <Route path="/me" component={MePage} />
      <Route>
        <Screen title="没有这个页面">
          <Empty title="地址不对，或这个页面已经移走">
            <a className="btn" href="/field/">
              回到今天
            </a>
          </Empty>
        </Screen>
      </Route>
    </Switch>
  )
}

function WrongPost({ name, role }: { name: string; role: string }) {
  return (
    <Screen title="走访端">
      <Empty title="这个岗位没有走访任务">
        <p>
          {name}（{role}）请使用办公端；如有走访岗位，请在办公端右上角切换。
        </p>
        <a className="btn" href="/console/">
          去办公端
        </a>
      </Empty>
    </Screen>
  )
}
