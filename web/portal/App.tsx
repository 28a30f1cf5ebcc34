import { Link, Route, Router, Switch, useLocation, useSearch } from 'wouter'
import { Empty } from '../ui/phone/Note.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { useScrollPlace } from '../ui/phone/useScrollPlace.ts'
import { DeclarePage } from './DeclarePage.tsx'
import { MinePages } from './MinePages.tsx'
import { ReceiptPage } from './ReceiptPage.tsx'
import { StartPage } from './StartPage.tsx'
import { StatusPage } from './StatusPage.tsx'

/** The firm's page: declare, ask how it stands, and – with an account – one's own declarations. */
export function App() {
  return (
    <Router base="/portal">
      <Pages />
    </Router>
  )
}

function Pages() {
  const [path] = useLocation()
  const search = useSearch()
  useScrollPlace(`${path}?${search}`)
  return (
    <Switch>
      <Route path="/" component={StartPage} />
      <Route path="/declare" component={DeclarePage} />
      <Route path="/receipt" component={ReceiptPage} />
      <Route path="/status" component={StatusPage} />
      <Route path="/mine/*?" component={MinePages} />
      <Route>
        <Screen title="没有这个页面">
          <Empty title="地址不对，或这个页面已经移走">
            <Link className="btn" href="/">
              回到首页
            </Link>
          </Empty>
        </Screen>
      </Route>
    </Switch>
  )
}
