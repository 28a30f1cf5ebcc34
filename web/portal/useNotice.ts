import { useCallback, useEffect, useState } from 'react'
import { useSearchParams } from 'wouter'
import { DivisionCode } from '#contract/kernel/ids.ts'
import { impatient } from '../shell/phoneApi.ts'
import { api, type Notice } from './api.ts'

const known = new Map<string, Notice>()

/** The division that the printed code names; anything else in the address is as good as none. */
export function useDivision(): string | undefined {
  const [params] = useSearchParams()
  const d = DivisionCode.safeParse(params.get('d') ?? '')
  return d.success ? d.data : undefined
}

/** Texts, banks and places for the page; fetched once for as long as it is open. */
export function useNotice(division: string | undefined) {
  const key = division ?? ''
  const [notice, setNotice] = useState(known.get(key))
  const [error, setError] = useState<Error | null>(null)
  const load = useCallback(() => {
    setError(null)
    api
      .portalNotice({ query: { division }, signal: impatient() })
      .then((n) => {
        known.set(key, n)
        setNotice(n)
      })
      .catch((e: unknown) => setError(e instanceof Error ? e : new Error('没有读到，请重试')))
  }, [division, key])
  useEffect(() => {
    if (!known.has(key)) load()
  }, [key, load])
  return { notice, error, load }
}
