import { useState } from 'react'
import { listDrafts } from '../shell/drafts.ts'
import { useMe, usePhoneSignOut, useSwitchPost } from '../shell/phoneSession.ts'
import { Note } from '../ui/phone/Note.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { Facts } from '../ui/phone/Steps.tsx'
import { Tabs } from './Tabs.tsx'

/** Who I am here, my other posts, and the way out. */
export function MePage() {
  const me = useMe()
  const post = useSwitchPost('/field/')
  const others = me.grants.filter((g) => g.id !== me.grant.id && g.state === 'active')
  return (
    <Screen title="我的" tabs={<Tabs />}>
      <section className="card">
        <h2>{me.personName}</h2>
        <Facts
          rows={[
            ['账号', me.login],
            ['岗位', me.grant.roleLabel],
            ['单位', me.grant.orgName],
            ['范围', me.divisionName ?? me.bankName],
          ]}
        />
      </section>
      {others.length > 0 ? (
        <section className="card">
          <h2>换一个岗位</h2>
          {post.error ? <Note kind="bad" title={post.error.message} /> : null}
          {others.map((g) => (
            <button
              key={g.id}
              type="button"
              className="btn wide"
              disabled={post.isPending}
              onClick={() => post.mutate(g.id)}
            >
              {g.roleLabel} · {g.orgName}
            </button>
          ))}
        </section>
      ) : null}
      <a className="btn wide" href="/console/">
        打开办公端
      </a>
      <a className="btn wide" href="/console/password">
        修改口令
      </a>
      <Leave accountId={me.accountId} />
    </Screen>
  )
}

/** Signing out wipes what was typed and not sent, so it is asked twice where there is something to lose. */
function Leave({ accountId }: { accountId: string }) {
  const signOut = usePhoneSignOut('/field/')
  const [sure, setSure] = useState(false)
  const drafts = listDrafts(accountId)
  const leave = () => (drafts.length > 0 && !sure ? setSure(true) : signOut.mutate(accountId))
  return (
    <section className="stack tight">
      {signOut.error ? <Note kind="bad" title={signOut.error.message} /> : null}
      {sure ? (
        <Note kind="warn" title={`还有 ${drafts.length} 份没有提交，退出后会从手机里清除`}>
          <button type="button" className="btn small" onClick={() => setSure(false)}>
            先不退出
          </button>
        </Note>
      ) : null}
      <button type="button" className="btn danger wide" disabled={signOut.isPending} onClick={leave}>
        {sure ? '清除并退出' : '退出登录'}
      </button>
    </section>
  )
}
