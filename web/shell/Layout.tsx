import { MenuOutlined } from '@ant-design/icons'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { Layout as AntLayout, Button, Drawer, Menu, Spin } from 'antd'
import { useEffect, useState } from 'react'
import { onSignedOut } from './api.ts'
import { menuFor } from './menu.ts'
import { PasswordDue } from './PasswordPage.tsx'
import { SignIn } from './SignIn.tsx'
import { useSession } from './session.ts'
import { ToPortal } from './ToPortal.tsx'
import { Top } from './Top.tsx'
import { useCounts } from './useCounts.ts'

/**
 * The frame of the console: who you are on top, where you can go on the left, what you do in the middle. When the
 * session runs out the sign-in stands over the page, so that what was typed on it is still there afterwards.
 */
export function Layout() {
  const session = useSession()
  const [signedOut, setSignedOut] = useState(false)
  useEffect(() => onSignedOut(() => setSignedOut(true)), [])
  if (session.isLoading) return <Spin fullscreen description="正在打开" />
  if (!session.data) return <SignIn onDone={() => setSignedOut(false)} again={false} />
  if (session.data.passwordDue && !signedOut) return <PasswordDue session={session.data} />
  if (session.data.grant.role === 'enterprise') return <ToPortal session={session.data} />
  return (
    <>
      <AntLayout style={{ minHeight: '100vh' }} inert={signedOut}>
        <a className="skip" href="#main">
          跳到正文
        </a>
        <Side />
        <AntLayout>
          <Top menu={<PhoneMenu />} />
          <AntLayout.Content id="main" tabIndex={-1} className="main">
            <Outlet />
          </AntLayout.Content>
        </AntLayout>
      </AntLayout>
      {signedOut ? (
        <div className="over-all">
          <SignIn onDone={() => setSignedOut(false)} again />
        </div>
      ) : null}
    </>
  )
}

/** The menu: a column on a desk, behind a button in the head of the page on a phone. Which one is CSS, so nothing jumps. */
function Side() {
  return (
    <AntLayout.Sider
      width={168}
      theme="light"
      className="side no-print"
      style={{ borderRight: '1px solid var(--line)' }}
    >
      <div style={{ padding: '14px 20px 8px', fontWeight: 600, fontSize: 18 }}>滴灌</div>
      <MainMenu />
    </AntLayout.Sider>
  )
}

function MainMenu({ onGo }: { onGo?: () => void }) {
  const { data } = useSession()
  const path = useRouterState({ select: (s) => s.location.pathname })
  const counts = useCounts(data?.verbs ?? [])
  const link = (i: { to: string; label: string }) => ({
    key: i.to,
    label: (
      <Link to={i.to}>
        {i.label}
        {counts[i.to] ? <span className="muted"> {counts[i.to]}</span> : null}
      </Link>
    ),
  })
  const groups = menuFor(data?.verbs ?? [])
  const selected = ['/', ...groups.flatMap((g) => g.items.map((i) => i.to))].filter((to) =>
    to === '/' ? path === '/' : path.startsWith(to),
  )
  return (
    <nav aria-label="主菜单">
      <Menu
        mode="inline"
        selectedKeys={selected}
        items={[
          link({ to: '/', label: '今天' }),
          ...groups.map((g) => ({
            type: 'group' as const,
            key: g.title,
            label: g.title,
            children: g.items.map(link),
          })),
        ]}
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
