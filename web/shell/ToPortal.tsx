import { Button } from 'antd'
import type { SessionView } from '#contract/organisations/views.ts'
import { Standstill } from '../ui/Standstill.tsx'
import { useSignOut } from './session.ts'

/** A firm that has come to the wrong door: its own pages are at the portal. */
export function ToPortal({ session }: { session: SessionView }) {
  const signOut = useSignOut()
  return (
    <main className="door">
      <Standstill
        title={`${session.grant.orgName}，您的申报在企业端办理`}
        text="这里是政府和银行的办公端"
        extra={
          <>
            <Button type="primary" href="/portal/mine">
              到企业端
            </Button>
            <Button onClick={() => signOut.mutate()}>换个账号登录</Button>
          </>
        }
      />
    </main>
  )
}
