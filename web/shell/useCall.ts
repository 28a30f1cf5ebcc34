import { useCallback, useRef, useState } from 'react'

interface State<R> {
  busy: boolean
  error: Error | null
  data: R | undefined
}

/** One call of the server with its three outcomes; for the public page, which has no need of a cache. */
export function useCall<A extends unknown[], R>(call: (...input: A) => Promise<R>) {
  const [state, setState] = useState<State<R>>({ busy: false, error: null, data: undefined })
  const latest = useRef(call)
  latest.current = call
  const run = useCallback(async (...input: A): Promise<R | undefined> => {
    setState((s) => ({ ...s, busy: true, error: null }))
    try {
      const data = await latest.current(...input)
      setState({ busy: false, error: null, data })
      return data
    } catch (error) {
      setState((s) => ({ ...s, busy: false, error: error instanceof Error ? error : new Error('出错了') }))
      return undefined
    }
  }, [])
  return { ...state, run }
}
