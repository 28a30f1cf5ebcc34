import { Link, useLocation } from 'wouter'
import { useMay } from '../shell/phoneSession.ts'
import { Icon } from '../ui/phone/Icon.tsx'

/** The four places of a visitor, under the thumb. */
export function Tabs() {
  const [path] = useLocation()
  const may = useMay()
  const tabs = [
    { to: '/', label: '今天', icon: 'today' },
    { to: '/visits', label: '已走访', icon: 'done' },
    ...(may('entity.read') ? ([{ to: '/entities', label: '清单外', icon: 'search' }] as const) : []),
    { to: '/me', label: '我的', icon: 'person' },
  ] as const
  return (
    <nav className="tabs" aria-label="主要页面">
      {tabs.map((t) => (
        <Link key={t.to} href={t.to} aria-current={path === t.to ? 'page' : undefined}>
          <Icon name={t.icon} />
          {t.label}
        </Link>
      ))}
    </nav>
  )
}
