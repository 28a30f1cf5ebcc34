import { useMutation, useQueryClient } from '@tanstack/react-query'

/** A change on the server; when it is made, the named queries and the home page are read again. */
export function useChange<I, O>(run: (input: I) => Promise<O>, changes: readonly string[]) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: run,
    onSuccess: () =>
      Promise.all([...changes, 'home'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  })
}
