import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Card, Form, Input } from 'antd'
import { api } from './api.ts'

const offices = [
  ['system_admin', '系统管理员'],
  ['security_admin', '安全管理员'],
  ['audit_admin', '审计管理员'],
] as const

type Fields = { secret: string } & Record<
  `${(typeof offices)[number][0]}_${'personName' | 'login' | 'password'}`,
  string
>

/** First start: three different people, made with the one-time secret the server printed. */
export function Bootstrap({ onDone }: { onDone: () => void }) {
  const make = useMutation({
    mutationFn: (v: Fields) =>
      api.bootstrap({
        body: {
          secret: v.secret.trim(),
          administrators: offices.map(([role]) => ({
            role,
            personName: v[`${role}_personName`],
            login: v[`${role}_login`],
            password: v[`${role}_password`],
          })),
        },
      }),
    onSuccess: onDone,
  })
  return (
    <main style={{ display: 'grid', placeItems: 'center', padding: 24 }}>
      <Card style={{ width: 'min(640px, 100%)' }}>
        <h1 style={{ margin: 0, fontSize: 22 }}>首次启动</h1>
        <p style={{ color: 'var(--muted)' }}>
          请凭服务器上打印的一次性口令建立三员账号：系统、安全、审计须是三个不同的人。
        </p>
        {make.error ? (
          <Alert type="error" role="alert" title={make.error.message} style={{ marginBottom: 16 }} />
        ) : null}
        <Form layout="vertical" requiredMark={false} onFinish={(v: Fields) => make.mutate(v)}>
          <Form.Item
            name="secret"
            label="一次性口令"
            rules={[{ required: true, message: '请输入一次性口令' }]}
          >
            <Input autoFocus autoComplete="off" />
          </Form.Item>
          {offices.map(([role, label]) => (
            <fieldset
              key={role}
              style={{
                border: '1px solid var(--line)',
                borderRadius: 4,
                padding: '8px 16px 0',
                marginBottom: 16,
              }}
            >
              <legend>{label}</legend>
              <Form.Item
                name={`${role}_personName`}
                label="姓名"
                rules={[{ required: true, message: '请输入姓名' }]}
              >
                <Input />
              </Form.Item>
              <Form.Item
                name={`${role}_login`}
                label="账号"
                rules={[{ required: true, message: '请输入账号' }]}
              >
                <Input autoComplete="off" />
              </Form.Item>
              <Form.Item
                name={`${role}_password`}
                label="口令（至少 10 位）"
                rules={[{ required: true, min: 10, message: '口令至少 10 位' }]}
              >
                <Input.Password autoComplete="new-password" />
              </Form.Item>
            </fieldset>
          ))}
          <Button type="primary" htmlType="submit" loading={make.isPending}>
            建立三员账号
          </Button>
        </Form>
      </Card>
    </main>
  )
}
