import type { Column } from '../../ui/columns.ts'
import { useFilters } from '../../ui/Filters.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { FirmsLink } from './FirmsLink.tsx'
import { type Overlap, useOverlap } from './useRosters.ts'

type Line = Overlap['lists'][number]

function pairOf({ pairs }: Overlap, a: string, b: string): number {
  return pairs.find((p) => (p.a === a && p.b === b) || (p.a === b && p.b === a))?.firms ?? 0
}

function columnsOf(overlap: Overlap, on: string | undefined): Column<Line>[] {
  const day: Record<string, string> = on ? { on } : {}
  return [
    { title: '清单', dataIndex: 'name' },
    ...overlap.lists.map((other) => ({
      title: other.name,
      key: other.list,
      align: 'right' as const,
      render: (_: unknown, line: Line) =>
        line.list === other.list ? (
          <b>
            <FirmsLink n={line.members} search={{ lists: line.list, ...day }} />
          </b>
        ) : (
          <FirmsLink
            n={pairOf(overlap, line.list, other.list)}
            search={{ lists: `${line.list},${other.list}`, how: 'all', ...day }}
          />
        ),
    })),
  ]
}

/** Lists against lists: how many firms two have in common, and how many there are in all. */
export function OverlapTable() {
  const [filters] = useFilters()
  const overlap = useOverlap({ on: filters.on })
  return (
    <Section title="重合" note="行与列的清单都有的户；对角线是各清单自己的户数。点数字看名单">
      <Loaded query={overlap}>
        {(o) =>
          o.lists.length < 2 ? (
            <p className="muted" style={{ margin: 0 }}>
              有两份以上在用的清单时，这里列出它们两两重合的户数。
            </p>
          ) : (
            <>
              <PlainTable
                rows={o.lists}
                columns={columnsOf(o, filters.on)}
                rowKey="list"
                label="清单重合"
                empty="没有在用的清单"
              />
              <p style={{ marginBottom: 0 }}>
                {o.lists.length} 份清单合在一起，去重后共{' '}
                <b>
                  <FirmsLink
                    n={o.union}
                    search={{
                      lists: o.lists.map((l) => l.list).join(','),
                      how: 'any',
                      ...(filters.on ? { on: filters.on } : {}),
                    }}
                  />
                </b>{' '}
                户。
              </p>
            </>
          )
        }
      </Loaded>
    </Section>
  )
}
