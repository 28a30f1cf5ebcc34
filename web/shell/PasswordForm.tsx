import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input } from 'antd'
import type { SessionView } from '#contract/organisations/views.ts'
import { isApartFromLogin, loginInside, Password } from '#contract/organisations/words.ts'
import { ApiProblem } from '../ui/apiProblem.ts'
import { api } from './api.ts'

interface Fields {
  old: string
  password: string
  again: string
}

/** The old password, the new one twice. What the server would refuse of the new one is said before it is sent. */
export function PasswordForm({ session, onDone }: { session: SessionView; onDone: () => void }) {
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: ({ old, password }: Fields) => api.changePassword({ body: { old, password } }),
    onSuccess: (changed) => {
      queries.setQueryData(['session'], changed)
      onDone()
    },
  })
  return (
    <Form<Fields> layout="vertical" requiredMark={false} onFinish={(v) => change.mutate(v)}>
      <Form.Item
        name="old"
        label={session.passwordDue ? '一次性口令' : '原口令'}
        rules={[{ required: true, message: session.passwordDue ? '请输入一次性口令' : '请输入原口令' }]}
      >
        <Input.Password autoFocus autoComplete="current-password" maxLength={128} />
      </Form.Item>
      <Form.Item
        name="password"
        label="新口令"
        extra="至少 10 位，不含账号名；几个不相干的词连起来既好记又难猜"
        rules={[{ validator: (_, value: unknown) => refuse(faultOf(session.login, value)) }]}
      >
        <Input.Password autoComplete="new-password" maxLength={128} />
      </Form.Item>
      <Form.Item
        name="again"
        label="再输一遍新口令"
        dependencies={['password']}
        rules={[
          (form) => ({
            validator: (_, value: unknown) =>
              refuse(value === form.getFieldValue('password') ? undefined : '两次输入的新口令不一样'),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={128} />
      </Form.Item>
      {change.error ? (
        <Alert
          type="error"
          role="alert"
          title={change.error instanceof ApiProblem ? change.error.message : '没有改成，请重试'}
          style={{ marginBottom: 16 }}
        />
      ) : null}
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        修改口令
      </Button>
    </Form>
  )
}

function faultOf(login: string, value: unknown): string | undefined {
  const fit = Password.safeParse(value ?? '')
  if (!fit.success) return fit.error.issues[0]?.message
  return isApartFromLogin({ login, password: fit.data }) ? undefined : loginInside.error
}

const refuse = (fault: string | undefined) => (fault ? Promise.reject(new Error(fault)) : Promise.resolve())
