import { useInfiniteQuery } from '@tanstack/react-query'

interface Page<T> {
  rows: T[]
  nextCursor: string | null
}

/** A keyset-paged list: rows so far, whether there are more, and how to get them. */
export function usePages<T>(key: readonly unknown[], load: (cursor: string | undefined) => Promise<Page<T>>) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  })
  return { ...query, rows: query.data?.pages.flatMap((p) => p.rows) ?? [] }
}
