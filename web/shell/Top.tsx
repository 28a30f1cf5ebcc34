import { BellOutlined, DownOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { Layout as AntLayout, Badge, Button, Drawer, Dropdown } from 'antd'
import { type ReactNode, useState } from 'react'
import { Notices, useUnread } from './Notices.tsx'
import { useSession, useSignOut, useSwitchGrant } from './session.ts'

/** The head of every page: where one stands, what has come in, who one is. */
export function Top({ menu }: { menu: ReactNode }) {
  const { data } = useSession()
  const [open, setOpen] = useState(false)
  const unread = useUnread()
  if (!data) return null
  return (
    <AntLayout.Header
      className="no-print"
      style={{
        display: 'flex',
        alignItems: 'center',
        gap: 8,
        padding: '0 var(--edge)',
        borderBottom: '1px solid var(--line)',
        height: 52,
        lineHeight: 'normal',
      }}
    >
      {menu}
      <div
        style={{ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
      >
        {data.grant.orgName}
      </div>
      <Button
        type="text"
        icon={
          <Badge count={unread} size="small" offset={[4, 0]}>
            <BellOutlined style={{ fontSize: 16 }} />
          </Badge>
        }
        aria-label={`消息，${unread} 条未读`}
        onClick={() => setOpen(true)}
      />
      <Person />
      <Drawer title="消息" open={open} onClose={() => setOpen(false)} size={380}>
        {open ? <Notices onOpen={() => setOpen(false)} /> : null}
      </Drawer>
    </AntLayout.Header>
  )
}

/** Who is signed in; other posts of theirs, and the way out. */
function Person() {
  const { data } = useSession()
  const signOut = useSignOut()
  const switchGrant = useSwitchGrant()
  if (!data) return null
  const grants = data.grants.map((g) => ({
    key: g.id,
    label: `${g.roleLabel} · ${g.orgName}`,
    disabled: g.id === data.grant.id,
    onClick: () => switchGrant.mutate(g.id),
  }))
  const items = [
    ...(grants.length > 1
      ? [{ key: 'grants', label: '切换岗位', children: grants }, { type: 'divider' as const }]
      : []),
    { key: 'password', label: <Link to="/password">修改口令</Link> },
    { key: 'out', label: '退出登录', onClick: () => signOut.mutate() },
  ]
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button type="text">
        <span>
          {data.personName}
          <span className="wide-only"> · {data.grant.roleLabel}</span>
        </span>
        <DownOutlined />
      </Button>
    </Dropdown>
  )
}
