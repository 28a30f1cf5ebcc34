import { Button, Card } from 'antd'
import type { SessionView } from '#contract/organisations/views.ts'
import { PageTitle } from '../ui/PageTitle.tsx'
import { useSay } from '../ui/useSay.ts'
import { PasswordForm } from './PasswordForm.tsx'
import { useSession, useSignOut } from './session.ts'

/** One's own password, from the menu behind one's name. */
export function PasswordPage() {
  const { data } = useSession()
  const say = useSay()
  if (!data) return null
  return (
    <div className="stack">
      <PageTitle title="修改口令" note="改好后其他设备上的登录会退出，这里不用重新登录" />
      <Card style={{ width: 'min(420px, 100%)' }}>
        <PasswordForm session={data} onDone={() => say.done('口令已修改，其他设备已退出')} />
      </Card>
    </div>
  )
}

/** The first page after a reset: nothing else opens until the one-time password is changed. */
export function PasswordDue({ session }: { session: SessionView }) {
  const signOut = useSignOut()
  const say = useSay()
  return (
    <main className="door">
      <Card style={{ width: 'min(420px, 100%)' }}>
        <h1 style={{ margin: 0, fontSize: 22 }}>{session.personName}，请先修改口令</h1>
        <p className="muted">您用的是一次性口令，改成自己的口令后即可办理。</p>
        <PasswordForm session={session} onDone={() => say.done('口令已修改')} />
        <Button type="link" style={{ paddingInline: 0, marginTop: 8 }} onClick={() => signOut.mutate()}>
          退出登录
        </Button>
      </Card>
    </main>
  )
}
