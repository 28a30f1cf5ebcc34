import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Card, Form, Input } from 'antd'
import { api } from './api.ts'
import { Bootstrap } from './Bootstrap.tsx'
import { useSignIn } from './session.ts'

/** The door of the console; on a fresh platform, the form that makes its first administrators. */
export function SignIn({ onDone, again }: { onDone: () => void; again: boolean }) {
  const health = useQuery({ queryKey: ['health'], queryFn: () => api.health({}), staleTime: 60_000 })
  const signIn = useSignIn()
  if (health.data?.needsBootstrap) return <Bootstrap onDone={() => void health.refetch()} />
  return (
    <main className="door">
      <Card style={{ width: 'min(380px, 100%)' }}>
        <h1 style={{ margin: 0, fontSize: 22 }}>滴灌</h1>
        <p style={{ color: 'var(--muted)', marginTop: 4 }}>
          {health.data?.city ? `${health.data.city} ` : ''}支持小微企业融资协调工作平台
        </p>
        {again ? (
          <Alert type="info" title="登录已过期，请重新登录；页面上的内容还在" style={{ marginBottom: 16 }} />
        ) : null}
        {signIn.error ? (
          <Alert type="error" role="alert" title={signIn.error.message} style={{ marginBottom: 16 }} />
        ) : null}
        <Form
          layout="vertical"
          requiredMark={false}
          onFinish={(v: { login: string; password: string }) => signIn.mutate(v, { onSuccess: onDone })}
        >
          <Form.Item name="login" label="账号" rules={[{ required: true, message: '请输入账号' }]}>
            <Input autoComplete="username" autoFocus />
          </Form.Item>
          <Form.Item name="password" label="口令" rules={[{ required: true, message: '请输入口令' }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
            登录
          </Button>
        </Form>
      </Card>
    </main>
  )
}
