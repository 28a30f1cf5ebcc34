import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { whenText } from '../ui/When.tsx'
import { api } from './api.ts'

function useNotices() {
  return useQuery({ queryKey: ['notices'], queryFn: () => api.listNotices({}), refetchInterval: 60_000 })
}

export function useUnread(): number {
  return useNotices().data?.unread ?? 0
}

/** The last messages; opening them marks them as read. */
export function Notices({ onOpen }: { onOpen: () => void }) {
  const { data } = useNotices()
  const queries = useQueryClient()
  const read = useMutation({
    mutationFn: (upTo: string) => api.readNotices({ body: { upTo } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['notices'] }),
  })
  const newest = data?.rows[0]
  const { mutate } = read
  useEffect(() => {
    if (newest && !newest.read) mutate(newest.id)
  }, [newest, mutate])
  if (!data || data.rows.length === 0) return <p className="nothing">没有消息；有事要办时会出现在这里</p>
  return (
    <ul style={{ listStyle: 'none', padding: 0, margin: 0 }}>
      {data.rows.map((n) => (
        <li key={n.id} style={{ padding: '10px 0', borderBottom: '1px solid var(--line)' }}>
          {n.link ? (
            <Link to={n.link} onClick={onOpen}>
              {n.title}
            </Link>
          ) : (
            n.title
          )}
          <div className="muted small">{whenText(n.at)}</div>
        </li>
      ))}
    </ul>
  )
}
