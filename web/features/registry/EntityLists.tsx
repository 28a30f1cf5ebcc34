import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { listKinds } from '#contract/rosters/words.ts'
import { api } from '../../shell/api.ts'
import { useCan } from '../../shell/session.ts'
import { Loaded } from '../../ui/Loaded.tsx'
import { Section } from '../../ui/Section.tsx'

/** On which lists the firm stands, and since when; those it has left come after. */
export function EntityLists({ entityId }: { entityId: string }) {
  const can = useCan()
  const lists = useQuery({
    queryKey: ['entity', entityId, 'lists'],
    queryFn: async () => (await api.listListsOfEntity({ params: { entityId } })).rows,
  })
  return (
    <Section title="在哪些清单上">
      <Loaded query={lists}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="muted" style={{ margin: 0 }}>
              不在任何已发布的清单上。
            </p>
          ) : (
            <ul className="plain-list">
              {[...rows]
                .sort((a, b) => Number(a.to !== null) - Number(b.to !== null))
                .map((r) => (
                  <li key={`${r.list} ${r.from}`} className={r.to ? 'muted' : undefined}>
                    {can('list.read') ? (
                      <Link to="/rosters/$listId" params={{ listId: r.list }}>
                        {r.name}
                      </Link>
                    ) : (
                      r.name
                    )}{' '}
                    <span className="muted">
                      {listKinds[r.kind]}，{r.from} 起{r.to ? `，至 ${r.to}` : ''}
                    </span>
                  </li>
                ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  )
}
