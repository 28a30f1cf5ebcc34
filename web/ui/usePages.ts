import { useInfiniteQuery } from '@tanstack/react-query'

interface Page<T> {
  rows: T[]
  nextCursor: string | null
}

/** A keyset-paged list: rows so far, whether there are more, and how to get them; `poll` reads again while it says so. */
export function usePages<T>(
  key: readonly unknown[],
  load: (cursor: string | undefined) => Promise<Page<T>>,
  poll?: (rows: T[]) => boolean,
) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: ({ state }) =>
      poll && state.data && poll(state.data.pages.flatMap((p) => p.rows)) ? 1500 : false,
  })
  return { ...query, rows: query.data?.pages.flatMap((p) => p.rows) ?? [] }
}
