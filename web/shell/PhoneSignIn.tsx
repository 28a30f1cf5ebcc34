import { type FormEvent, useState } from 'react'
import { TextField } from '../ui/phone/Field.tsx'
import { Note } from '../ui/phone/Note.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { usePhoneSignIn } from './phoneSession.ts'

/** The door of a phone page. `again`: the session ended while something was open, and it is still there. */
export function PhoneSignIn(props: {
  title: string
  about: string
  again: boolean
  onDone: () => void
  onBack?: () => void
}) {
  const signIn = usePhoneSignIn()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [missing, setMissing] = useState(false)
  const submit = (e: FormEvent) => {
    e.preventDefault()
    setMissing(!login.trim() || !password)
    if (login.trim() && password)
      signIn.mutate({ login: login.trim(), password }, { onSuccess: props.onDone })
  }
  return (
    <Screen title={props.title} back={props.onBack ? { label: '返回', onBack: props.onBack } : undefined}>
      <p className="muted">{props.about}</p>
      {props.again ? <Note title="登录已过期，请重新登录">您填写的内容还在，登录后接着填。</Note> : null}
      {signIn.error ? <Note kind="bad" title={signIn.error.message} /> : null}
      <form className="stack" noValidate onSubmit={submit}>
        <TextField
          label="账号"
          value={login}
          onChange={setLogin}
          autoComplete="username"
          autoCapitalize="none"
          maxLength={64}
          error={missing && !login.trim() ? '请输入账号' : undefined}
        />
        <TextField
          label="口令"
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          maxLength={128}
          error={missing && !password ? '请输入口令' : undefined}
        />
        <button type="submit" className="btn main wide" disabled={signIn.isPending}>
          {signIn.isPending ? '正在登录…' : '登录'}
        </button>
      </form>
    </Screen>
  )
}
