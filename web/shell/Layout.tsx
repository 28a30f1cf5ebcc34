import { MenuOutlined } from '@ant-design/icons'
import { Outlet } from '@tanstack/react-router'
import { Layout as AntLayout, Button, Drawer, Spin } from 'antd'
import { useEffect, useState } from 'react'
import { onSignedOut } from './api.ts'
import { MainMenu } from './MainMenu.tsx'
import { PasswordDue } from './PasswordPage.tsx'
import { SignIn } from './SignIn.tsx'
import { useSession } from './session.ts'
import { ToPortal } from './ToPortal.tsx'
import { Top } from './Top.tsx'

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
