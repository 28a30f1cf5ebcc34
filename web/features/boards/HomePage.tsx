import { Link } from '@tanstack/react-router'
import { Card, Col, Empty, Row } from 'antd'
import dayjs from 'dayjs'
import { useSession } from '../../shell/session.ts'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { useHome } from './useBoards.ts'

const tones = {
  red: { color: '#b91c1c', word: '急' },
  amber: { color: '#b45309', word: '近期' },
  plain: { color: 'inherit', word: '' },
} as const

/** The first screen of every post: what must be done today, the pressing first; each number opens its rows. */
export function HomePage() {
  const { data: session } = useSession()
  const home = useHome()
  return (
    <div className="stack">
      <PageTitle
        title={`${session?.personName ?? ''}，今天要做的事`}
        note={dayjs().format('YYYY年M月D日 dddd')}
      />
      <Loaded query={home}>
        {({ cards }) =>
          cards.length === 0 ? (
            <Empty description="您的岗位没有待办；从左侧菜单查看数据" />
          ) : (
            <Row gutter={[16, 16]}>
              {cards.map((c) => (
                <Col key={c.key} xs={12} md={8} xl={6}>
                  <Card size="small" style={{ height: '100%' }}>
                    <Link
                      to={c.link.split('?')[0]!}
                      search={Object.fromEntries(new URLSearchParams(c.link.split('?')[1] ?? ''))}
                      style={{ display: 'block', color: 'inherit' }}
                    >
                      <div style={{ color: 'var(--muted)' }}>
                        {c.label}
                        {c.count > 0 && tones[c.tone].word ? (
                          <span style={{ color: tones[c.tone].color, marginInlineStart: 8 }}>
                            ● {tones[c.tone].word}
                          </span>
                        ) : null}
                      </div>
                      <div
                        className="num"
                        style={{
                          fontSize: 30,
                          fontWeight: 600,
                          color: c.count > 0 ? tones[c.tone].color : 'var(--muted)',
                        }}
                      >
                        {c.count.toLocaleString('zh-CN')}
                      </div>
                      <div style={{ color: 'var(--muted)', fontSize: 12 }}>
                        {c.count > 0 ? c.hint : '都办完了'}
                      </div>
                    </Link>
                  </Card>
                </Col>
              ))}
            </Row>
          )
        }
      </Loaded>
    </div>
  )
}
