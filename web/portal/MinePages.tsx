import { Link, Route, Switch, useLocation } from 'wouter'
import { moneyText } from '#contract/kernel/money.ts'
import { PhoneConsentList } from '../features/financing/PhoneConsentList.tsx'
import { PhoneDeclarationActions } from '../features/financing/PhoneDeclarationActions.tsx'
import { PhoneDeclarationStory } from '../features/financing/PhoneDeclarationStory.tsx'
import { useDeclaration, useDeclarations } from '../features/financing/phoneDeclarations.ts'
import { PhoneSignIn } from '../shell/PhoneSignIn.tsx'
import { useMe, usePhoneSession, usePhoneSignOut } from '../shell/phoneSession.ts'
import { goBack } from '../ui/phone/back.ts'
import { Failed } from '../ui/phone/Failed.tsx'
import { Icon } from '../ui/phone/Icon.tsx'
import { More } from '../ui/phone/More.tsx'
import { Bones, Empty, Note } from '../ui/phone/Note.tsx'
import { PasswordDue } from '../ui/phone/PasswordDue.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { OwnDeclarePage } from './OwnDeclarePage.tsx'

/** The pages of a firm with an account; signing in stands before them all. */
export function MinePages() {
  const { session, isLoading, lost, found } = usePhoneSession()
  const [, navigate] = useLocation()
  if (session?.passwordDue && !lost) return <PasswordDue title="企业端" />
  if (session && !lost)
    return session.grant.role === 'enterprise' ? <Pages /> : <WrongPost name={session.personName} />
  if (isLoading)
    return (
      <Screen title="正在打开">
        <Bones />
      </Screen>
    )
  return (
    <PhoneSignIn
      title="企业账号登录"
      about="没有账号也能申报：返回后点“我要申报融资”。账号由区县专班开通。"
      again={lost}
      onDone={found}
      onBack={() => navigate('/')}
    />
  )
}

function Pages() {
  return (
    <Switch>
      <Route path="/mine" component={MinePage} />
      <Route path="/mine/new" component={OwnDeclarePage} />
      <Route path="/mine/:declarationId">{(p) => <OnePage declarationId={p.declarationId} />}</Route>
    </Switch>
  )
}

function WrongPost({ name }: { name: string }) {
  return (
    <Screen title="企业端">
      <Empty title="这个账号不是企业账号">
        <p>{name}登录的是工作人员账号，请使用办公端或走访端。</p>
        <a className="btn" href="/console/">
          去办公端
        </a>
      </Empty>
    </Screen>
  )
}

function MinePage() {
  const me = useMe()
  const [, navigate] = useLocation()
  const query = useDeclarations()
  const signOut = usePhoneSignOut('/portal/')
  const rows = query.data?.pages.flatMap((p) => p.rows) ?? []
  return (
    <Screen
      title={me.grant.orgName}
      back={{ label: '首页', onBack: () => navigate('/') }}
      bar={
        <Link className="btn main" href="/mine/new">
          新的融资申报
        </Link>
      }
    >
      <h2>我的申报</h2>
      {query.isError ? <Failed error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Bones /> : null}
      {query.isSuccess && rows.length === 0 ? (
        <Empty title="还没有申报">需要资金时点下面的“新的融资申报”，约五分钟填完。</Empty>
      ) : null}
      <ul className="list">
        {rows.map((d) => (
          <li key={d.id}>
            <Link className="line" href={`/mine/${d.id}`}>
              <span className="grow">
                <span className="strong">{moneyText(d.amountFen)}</span>
                <span className="row small muted">
                  <span className="tag accent">{d.statusLabel}</span>
                  <span>{d.no}</span>
                </span>
              </span>
              <span className="arrow">
                <Icon name="right" size={20} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {rows.length > 0 ? (
        <More
          has={query.hasNextPage}
          busy={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
          shown={rows.length}
        />
      ) : null}
      <button
        type="button"
        className="btn wide"
        disabled={signOut.isPending}
        onClick={() => signOut.mutate(me.accountId)}
      >
        退出登录
      </button>
    </Screen>
  )
}

function OnePage({ declarationId }: { declarationId: string }) {
  const [, navigate] = useLocation()
  const query = useDeclaration(declarationId)
  return (
    <Screen title="融资申报" back={{ label: '返回', onBack: () => goBack(() => navigate('/mine')) }}>
      {query.isError && !query.data ? (
        <Failed error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <Bones rows={4} /> : null}
      {query.data ? (
        <>
          {query.data.status === 'submitted' ? <Note kind="good" title="申报已提交，等待受理" /> : null}
          <PhoneDeclarationStory d={query.data} />
          <PhoneConsentList d={query.data} how="企业本人在线撤回" />
          <PhoneDeclarationActions d={query.data} />
        </>
      ) : null}
    </Screen>
  )
}
