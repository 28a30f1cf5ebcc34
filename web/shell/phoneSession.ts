import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Verb } from '#contract/organisations/roles.ts'
import type { SessionView } from '#contract/organisations/views.ts'
import { forgetDrafts } from './drafts.ts'
import { onSignedOut, orgApi } from './phoneApi.ts'

/** Who is signed in. `lost` tells that the session ended while the page was open: what was typed is still there. */
export function usePhoneSession() {
  const query = useQuery({
    queryKey: ['session'],
    queryFn: () => orgApi.getSession({}),
    retry: false,
    staleTime: 60_000,
  })
  const [lost, setLost] = useState(false)
  useEffect(() => onSignedOut(() => setLost(true)), [])
  return {
    session: query.data,
    isLoading: query.isLoading,
    error: query.error,
    refetch: query.refetch,
    lost: lost && query.data !== undefined,
    found: () => setLost(false),
  }
}

/** The session inside the frame, where there always is one. */
export function useMe(): SessionView {
  const { data } = useQuery({
    queryKey: ['session'],
    queryFn: () => orgApi.getSession({}),
    staleTime: 60_000,
  })
  if (!data) throw new Error('no session inside the frame')
  return data
}

/** Whether the post holds a verb; the server decides again on every call. */
export function useMay(): (verb: Verb) => boolean {
  const { verbs } = useMe()
  return (verb) => verbs.includes(verb)
}

export function usePhoneSignIn() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { login: string; password: string }) => orgApi.login({ body }),
    onSuccess: (session) => {
      queries.clear()
      queries.setQueryData(['session'], session)
    },
  })
}

/** Leaving clears what this account had typed on this phone: the next hand that holds it must not read it. */
export function usePhoneSignOut(home: string) {
  return useMutation({
    mutationFn: async (accountId: string) => {
      await orgApi.logout({})
      forgetDrafts(accountId)
    },
    onSuccess: () => window.location.assign(home),
  })
}

export function useSwitchPost(home: string) {
  return useMutation({
    mutationFn: (grantId: string) => orgApi.switchGrant({ body: { grantId } }),
    onSuccess: () => window.location.assign(home),
  })
}
