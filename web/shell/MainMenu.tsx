import { DownOutlined, RightOutlined } from '@ant-design/icons'
import { Link, useRouterState } from '@tanstack/react-router'
import { useId } from 'react'
import { type MenuGroup, menuFor } from './menu.ts'
import { useSession } from './session.ts'
import { useCounts } from './useCounts.ts'
import { useFolds } from './useFolds.ts'

/** As many entries fit on a clerk's screen with every group open; a post with more starts with the group it is in. */
const fitting = 16

/** Where a post can go: links under a few headings, each of which folds. Plain links and buttons, so Tab and Enter do. */
export function MainMenu({ onGo }: { onGo?: () => void }) {
  const { data } = useSession()
  const path = useRouterState({ select: (s) => s.location.pathname })
  const groups = menuFor(data?.verbs ?? [])
  const many = groups.reduce((n, g) => n + g.items.length, 0) > fitting
  const { isOpen, turn } = useFolds()
  const here = (to: string) => path === to || path.startsWith(`${to}/`)
  return (
    <nav aria-label="主菜单" className="menu">
      <Entry to="/" label="今天" here={path === '/'} onGo={onGo} />
      {groups.map((g) => {
        const inside = g.items.some((i) => here(i.to))
        const open = isOpen(g.title, !many || inside)
        return (
          <Group
            key={g.title}
            group={g}
            open={open}
            inside={inside}
            here={here}
            onTurn={() => turn(g.title, !open)}
            onGo={onGo}
          />
        )
      })}
    </nav>
  )
}

function Group(props: {
  group: MenuGroup
  open: boolean
  inside: boolean
  here: (to: string) => boolean
  onTurn: () => void
  onGo?: () => void
}) {
  const { group, open } = props
  const counts = useCounts(useSession().data?.verbs ?? [])
  const id = useId()
  const waiting = group.items.reduce((n, i) => n + (counts[i.to] ?? 0), 0)
  return (
    <>
      <button
        type="button"
        className={props.inside && !open ? 'menu-head inside' : 'menu-head'}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={props.onTurn}
      >
        {open ? <DownOutlined aria-hidden /> : <RightOutlined aria-hidden />}
        {group.title}
        {waiting && !open ? <span className="num"> {waiting}</span> : null}
      </button>
      {open ? (
        <ul id={id} className="plain-list">
          {group.items.map((i) => (
            <li key={i.to}>
              <Entry {...i} here={props.here(i.to)} count={counts[i.to]} onGo={props.onGo} />
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

function Entry(props: { to: string; label: string; here: boolean; count?: number; onGo?: () => void }) {
  return (
    <Link
      to={props.to}
      className={props.here ? 'menu-entry here' : 'menu-entry'}
      aria-current={props.here ? 'page' : undefined}
      onClick={props.onGo}
    >
      {props.label}
      {props.count ? <span className="muted num"> {props.count}</span> : null}
    </Link>
  )
}
