import { Empty } from './Note.tsx'
import { Screen } from './Screen.tsx'

/** Signed in with a one-time password: it is changed at the console, whose page fits a phone too. */
export function PasswordDue({ title }: { title: string }) {
  return (
    <Screen title={title}>
      <Empty title="请先修改口令">
        <p>您用的是一次性口令。改成自己的口令后，回到这里即可办理。</p>
        <a className="btn main" href="/console/">
          去修改口令
        </a>
      </Empty>
    </Screen>
  )
}
