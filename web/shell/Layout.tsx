import { BellOutlined, DownOutlined, MenuOutlined } from '@ant-design/icons'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { Layout as AntLayout, Badge, Button, Drawer, Dropdown, Menu, Spin } from 'antd'
import { useEffect, useState } from 'react'
import { onSignedOut } from './api.ts'
import { menuFor } from './menu.ts'
import { Notices, useUnread } from './Notices.tsx'
import { SignIn } from './SignIn.tsx'
import { useSession, useSignOut, useSwitchGrant } from './session.ts'

/** The frame of the console: who you are on top, where you can go on the left, what you do in the middle. */
export function Layout() {
  const session = useSession()
  const [signedOut, setSignedOut] = useState(false)
  useEffect(() => onSignedOut(() => setSignedOut(true)), [])
  if (session.isLoading) return <Spin fullscreen description="正在打开" />
  if (!session.data || signedOut)
    return <SignIn onDone={() => setSignedOut(false)} again={signedOut && session.data !== undefined} />
  return (
    <AntLayout style={{ minHeight: '100vh' }}>
      <a className="skip" href="#main">
        跳到正文
      </a>
      <Side />
      <AntLayout>
        <Top />
        <AntLayout.Content id="main" tabIndex={-1} className="main">
          <Outlet />
        </AntLayout.Content>
      </AntLayout>
    </AntLayout>
  )
}

/** The menu: a column on a desk, behind a button in the head of the page on a phone. Which one is CSS, so nothing jumps. */
function Side() {
  return (
    <AntLayout.Sider
      width={184}
      theme="light"
      className="side no-print"
      style={{ borderRight: '1px solid var(--line)' }}
    >
      <div style={{ padding: '16px 20px 12px', fontWeight: 600, fontSize: 18 }}>滴灌</div>
      <MainMenu />
    </AntLayout.Sider>
  )
}

function MainMenu({ onGo }: { onGo?: () => void }) {
  const { data } = useSession()
  const path = useRouterState({ select: (s) => s.location.pathname })
  const items = menuFor(data?.verbs ?? [])
  const selected = items.map((i) => i.to).filter((to) => (to === '/' ? path === '/' : path.startsWith(to)))
  return (
    <nav aria-label="主菜单">
      <Menu
        mode="inline"
        selectedKeys={selected}
        items={items.map((i) => ({ key: i.to, label: <Link to={i.to}>{i.label}</Link> }))}
        onClick={onGo}
        style={{ borderInlineEnd: 0 }}
      />
    </nav>
  )
}

function PhoneMenu() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        type="text"
        className="phone-menu"
        icon={<MenuOutlined />}
        aria-label="主菜单"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      />
      <Drawer
        title="滴灌"
        placement="left"
        size={240}
        open={open}
        onClose={() => setOpen(false)}
        styles={{ body: { padding: 0 } }}
      >
        <MainMenu onGo={() => setOpen(false)} />
      </Drawer>
    </>
  )
}

function Top() {
  const { data } = useSession()
  const [open, setOpen] = useState(false)
  const unread = useUnread()
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
    { key: 'out', label: '退出登录', onClick: () => signOut.mutate() },
  ]
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
      <PhoneMenu />
      <div
        style={{ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
      >
        {data.grant.orgName}
      </div>
      <Badge count={unread} size="small">
        <Button
          type="text"
          icon={<BellOutlined />}
          aria-label={`消息，${unread} 条未读`}
          onClick={() => setOpen(true)}
        />
      </Badge>
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button type="text">
          <span>
            {data.personName}
            <span className="wide-only"> · {data.grant.roleLabel}</span>
          </span>
          <DownOutlined />
        </Button>
      </Dropdown>
      <Drawer title="消息" open={open} onClose={() => setOpen(false)} size={380}>
        {open ? <Notices onOpen={() => setOpen(false)} /> : null}
      </Drawer>
    </AntLayout.Header>
  )
}
