import { Button } from 'antd'
import { LinkButton } from '../ui/LinkButton.tsx'
import { Standstill } from '../ui/Standstill.tsx'

/** An address that leads nowhere. */
export function Lost() {
  return (
    <Standstill
      title="没有这个页面"
      text="地址可能抄漏了，或这个页面已经改名"
      extra={
        <LinkButton primary to="/">
          回到今天
        </LinkButton>
      }
    />
  )
}

/** A page that could not be drawn: mostly a new version was installed while this window stood open. */
export function Broken({ error }: { error: unknown }) {
  return (
    <Standstill
      title="这一页没有打开"
      text={`多半是系统刚刚升级，重新载入即可；已提交的内容不受影响。如仍打不开，请把这句话告诉管理员：${String(error)}`}
      extra={
        <Button type="primary" onClick={() => window.location.reload()}>
          重新载入
        </Button>
      }
    />
  )
}
