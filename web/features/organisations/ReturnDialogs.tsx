import { Alert, Button, Modal, Typography } from 'antd'
import { useRef, useState } from 'react'
import { ReasonDialog } from '../../ui/ReasonDialog.tsx'
import { useSay } from '../../ui/useSay.ts'
import { type Account, useEnableAccount, useResetPassword } from './useOrganisations.ts'

/** Opens a disabled account again. */
export function Enable({ account, onClose }: { account: Account; onClose: () => void }) {
  const enable = useEnableAccount()
  const say = useSay()
  return (
    <ReasonDialog
      open
      title={`启用 ${account.personName}（${account.login}）？`}
      note="原有岗位与口令照旧，启用后即可登录；不该再有的岗位请先收回。"
      placeholder="如：借调期满返岗"
      okText="启用"
      onClose={onClose}
      onSubmit={async (reason, key) => {
        await enable.mutateAsync({ accountId: account.id, version: account.version, reason, key })
        say.done(`${account.login} 已启用`)
      }}
    />
  )
}

/** Resets a password and shows the one-time one: it is nowhere to be read afterwards. */
export function Reset({ account, onClose }: { account: Account; onClose: () => void }) {
  const reset = useResetPassword()
  const [password, setPassword] = useState<string | null>(null)
  // The question closes by itself once it is answered; what it led to must stay.
  const made = useRef(false)
  if (password !== null)
    return <OneTimePassword login={account.login} password={password} onClose={onClose} />
  return (
    <ReasonDialog
      open
      danger
      title={`重置 ${account.personName}（${account.login}）的口令？`}
      note="原口令立即失效，所有设备退出。会给出一个一次性口令，本人登录后须先改成自己的口令。请先核实是本人要求。"
      placeholder="如：本人电话说明忘记口令，已核实身份"
      okText="重置口令"
      onClose={() => (made.current ? undefined : onClose())}
      onSubmit={async (reason, key) => {
        const { oneTimePassword } = await reset.mutateAsync({
          accountId: account.id,
          version: account.version,
          reason,
          key,
        })
        made.current = true
        setPassword(oneTimePassword)
      }}
    />
  )
}

function OneTimePassword(props: { login: string; password: string; onClose: () => void }) {
  return (
    <Modal
      open
      title={`${props.login} 的一次性口令`}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={props.onClose}>
          已告知本人，关闭
        </Button>
      }
    >
      <Alert type="warning" title="只显示这一次，关闭后无法再看；请当面或电话告知本人。" />
      <Typography.Paragraph copyable className="code" style={{ fontSize: 22, margin: '16px 0 0' }}>
        {props.password}
      </Typography.Paragraph>
    </Modal>
  )
}
