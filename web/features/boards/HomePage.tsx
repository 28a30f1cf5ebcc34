import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { menuFor } from '../../shell/menu.ts'
import { useSession } from '../../shell/session.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Section } from '../../ui/Section.tsx'
import './boards.css'
import { HomeProgress } from './HomeProgress.tsx'
import { HomeWork } from './HomeWork.tsx'
import { useHome } from './useBoards.ts'

const tones = {
  red: { className: 'bad', word: '■ 急' },
  amber: { className: 'warn', word: '▲ 近期' },
  plain: { className: '', word: '' },
} as const

const weekdays = ['日', '一', '二', '三', '四', '五', '六']

/** 2026年11月23日 星期一, by the server's day: the clerk's machine may be wrong. */
function dayWords(day: string): string {
  const [y, m, d] = day.split('-').map(Number)
  return `${y}年${m}月${d}日 星期${weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()]}`
}

/** A link of the server with its filter. */
function ServerLink({ link, className, children }: { link: string; className: string; children: ReactNode }) {
  const [path, query] = link.split('?')
  return (
    <Link to={path!} search={Object.fromEntries(new URLSearchParams(query ?? ''))} className={className}>
      {children}
    </Link>
  )
}

/** The first screen of every post: what must be done today, the pressing first; each number opens its rows. */
export function HomePage() {
  const { data: session } = useSession()
  const home = useHome()
  return (
    <div className="stack">
      <PageTitle
        title={`${session?.personName ?? ''}，今天要做的事`}
        note={session ? dayWords(session.today) : undefined}
      />
      <Loaded query={home}>{({ cards }) => <Cards cards={cards} />}</Loaded>
      <HomeWork />
      <HomeProgress />
    </div>
  )
}

type Card = NonNullable<ReturnType<typeof useHome>['data']>['cards'][number]

function Cards({ cards }: { cards: readonly Card[] }) {
  const { data: session } = useSession()
  const doors = menuFor(session?.verbs ?? []).flatMap((g) => g.items)
  if (cards.length === 0)
    return (
      <Section title="从这里开始">
        <div className="row">
          {doors.map((i) => (
            <LinkButton key={i.to} to={i.to}>
              {i.label}
            </LinkButton>
          ))}
        </div>
      </Section>
    )
  const waiting = cards.filter((c) => c.count > 0)
  const none = cards.filter((c) => c.count === 0)
  return (
    <>
      {waiting.length === 0 ? (
        <Section title="都办完了">
          <p style={{ marginTop: 0 }}>现在没有等您办的事；有新的会在这里出现，并发消息提醒。</p>
          <div className="row">
            {doors.slice(0, 3).map((i) => (
              <LinkButton key={i.to} to={i.to}>
                {i.label}
              </LinkButton>
            ))}
          </div>
        </Section>
      ) : (
        <ul className="home-cards" aria-label="等您办的事">
          {waiting.map((c) => (
            <li key={c.key}>
              <ServerLink link={c.link} className="home-card">
                <span>
                  {c.label}
                  {tones[c.tone].word ? (
                    <b className={tones[c.tone].className}> {tones[c.tone].word}</b>
                  ) : null}
                </span>
                <span className={`num home-count ${tones[c.tone].className}`}>
                  {c.count.toLocaleString('zh-CN')}
                </span>
                <span className="muted small">{c.hint}</span>
              </ServerLink>
            </li>
          ))}
        </ul>
      )}
      {none.length > 0 ? (
        <p className="muted" style={{ margin: 0 }}>
          目前没有：
          {none.map((c, i) => (
            <span key={c.key}>
              {i > 0 ? '、' : ''}
              <ServerLink link={c.link} className="">
                {c.label}
              </ServerLink>
            </span>
          ))}
        </p>
      ) : null}
    </>
  )
}
