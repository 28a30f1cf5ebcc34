import { Form, Input, Select } from 'antd'
import { useState } from 'react'
import { type Role, roles } from '#contract/organisations/roles.ts'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { ReasonDialog } from '../../ui/ReasonDialog.tsx'
import { useSay } from '../../ui/useSay.ts'
import { Enable, Reset } from './ReturnDialogs.tsx'
import {
  type Account,
  type Grant,
  useCreateAccount,
  useDecideGrant,
  useDisableAccount,
  useOrgsFor,
  useRequestGrant,
} from './useOrganisations.ts'

export type AccountDeed =
  | { kind: 'create' }
  | { kind: 'request'; account: Account }
  | { kind: 'disable' | 'enable' | 'reset'; account: Account }
  | { kind: 'decide'; account: Account; grant: Grant; decision: 'approve' | 'refuse' | 'end' }

/** The question behind a button of the accounts page. */
export function AccountDialog({ deed, onClose }: { deed: AccountDeed; onClose: () => void }) {
  switch (deed.kind) {
    case 'create':
      return <Create onClose={onClose} />
    case 'request':
      return <Request account={deed.account} onClose={onClose} />
    case 'disable':
      return <Disable account={deed.account} onClose={onClose} />
    case 'enable':
      return <Enable account={deed.account} onClose={onClose} />
    case 'reset':
      return <Reset account={deed.account} onClose={onClose} />
    case 'decide':
      return <Decide {...deed} onClose={onClose} />
  }
}

interface NewAccount {
  personName: string
  login: string
  password: string
  role: Role
  orgId: string
}

function Create({ onClose }: { onClose: () => void }) {
  const create = useCreateAccount()
  const say = useSay()
  return (
    <FormDialog<NewAccount>
      open
      title="新建账号"
      okText="建立并申请岗位"
      onClose={onClose}
      onSubmit={async (v, key) => {
        await create.mutateAsync({ ...v, key })
        say.done(`账号 ${v.login} 已建立，岗位等安全管理员批准后可用`)
      }}
    >
      <Form.Item name="personName" label="姓名" rules={[{ required: true, message: '请填写姓名' }]}>
        <Input maxLength={40} autoFocus autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="login"
        label="账号"
        rules={[
          { required: true, message: '请填写账号' },
          { pattern: /^[A-Za-z0-9._@-]{2,64}$/, message: '2–64 位字母、数字或 . _ - @' },
        ]}
      >
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="password"
        label="初始口令"
        extra="由您当面或电话告诉本人，不要发在群里；本人第一次登录时必须换成自己的口令"
        rules={[{ required: true, min: 10, message: '至少 10 位' }]}
      >
        <Input.Password autoComplete="new-password" maxLength={128} />
      </Form.Item>
      <PostFields />
    </FormDialog>
  )
}

function Request({ account, onClose }: { account: Account; onClose: () => void }) {
  const request = useRequestGrant()
  const say = useSay()
  return (
    <FormDialog<{ role: Role; orgId: string }>
      open
      title={`为 ${account.personName} 申请岗位`}
      okText="申请"
      onClose={onClose}
      onSubmit={async (v, key) => {
        await request.mutateAsync({ accountId: account.id, ...v, key })
        say.done('已申请，等安全管理员批准')
      }}
    >
      <PostFields />
    </FormDialog>
  )
}

/** Which post, and where: only organisations the post can stand in are offered. */
function PostFields() {
  const form = Form.useFormInstance<{ role?: Role; orgId?: string }>()
  const role = Form.useWatch('role', form)
  const [search, setSearch] = useState('')
  const orgs = useOrgsFor(role, search)
  return (
    <>
      <Form.Item name="role" label="岗位" rules={[{ required: true, message: '请选择岗位' }]}>
        <Select
          options={Object.entries(roles).map(([value, label]) => ({ value, label }))}
          onChange={() => form.setFieldValue('orgId', undefined)}
        />
      </Form.Item>
      <Form.Item name="orgId" label="机构" rules={[{ required: true, message: '请选择机构' }]}>
        <Select
          showSearch={{ filterOption: false, onSearch: setSearch }}
          disabled={!role}
          loading={orgs.isFetching}
          placeholder={role ? '输入名称查找' : '先选岗位'}
          notFoundContent={orgs.isFetching ? '正在查找' : '没有这样的机构；机构随名单入库而建'}
          options={(orgs.data ?? []).map((o) => ({ value: o.id, label: o.name }))}
        />
      </Form.Item>
    </>
  )
}

function Disable({ account, onClose }: { account: Account; onClose: () => void }) {
  const disable = useDisableAccount()
  const say = useSay()
  return (
    <ReasonDialog
      open
      danger
      title={`停用 ${account.personName}（${account.login}）？`}
      note="立即从所有设备退出，不能再登录；此前的办理记录都保留。需要时可由安全管理员重新启用。"
      placeholder="如：11 月 20 日调离"
      okText="停用"
      onClose={onClose}
      onSubmit={async (reason, key) => {
        await disable.mutateAsync({ accountId: account.id, version: account.version, reason, key })
        say.done(`${account.login} 已停用`)
      }}
    />
  )
}

const questions = {
  approve: { title: '批准岗位？', ok: '批准', done: '已批准，即刻可用' },
  refuse: { title: '不批准这个岗位？', ok: '不批准', done: '未批准' },
  end: { title: '收回岗位？', ok: '收回', done: '已收回，对方已退出该岗位' },
} as const

function Decide(props: {
  account: Account
  grant: Grant
  decision: 'approve' | 'refuse' | 'end'
  onClose: () => void
}) {
  const { account, grant, decision, onClose } = props
  const decide = useDecideGrant()
  const say = useSay()
  const { title, ok, done } = questions[decision]
  const what = `${account.personName}：${grant.roleLabel} · ${grant.orgName}`
  const send = async (key: string, reason?: string) => {
    await decide.mutateAsync({ grantId: grant.id, decision, reason, key })
    say.done(done)
  }
  if (decision === 'approve')
    return (
      <FormDialog open title={title} okText={ok} onClose={onClose} onSubmit={(_, key) => send(key)}>
        <p style={{ marginTop: 0 }}>{what}</p>
        <p className="muted">本人申请的、给本人的岗位不能由本人批准。</p>
      </FormDialog>
    )
  return (
    <ReasonDialog
      open
      danger={decision === 'end'}
      title={title}
      note={what}
      okText={ok}
      onClose={onClose}
      onSubmit={(reason, key) => send(key, reason)}
    />
  )
}
