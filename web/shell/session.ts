import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Verb } from '#contract/organisations/roles.ts'
import type { SessionView } from '#contract/organisations/views.ts'
import { forgetPlaces } from '../ui/lastPlace.ts'
import { api } from './api.ts'

/** The signed-in person, their post and what it may do; null when nobody is signed in. */
export function useSession() {
  return useQuery({
    queryKey: ['session'],
    queryFn: () => api.getSession({}),
    retry: false,
    staleTime: 60_000,
  })
}

/** Whether the post holds a verb; the server decides again on every call. */
export function useCan(): (verb: Verb) => boolean {
  const { data } = useSession()
  return (verb) => data?.verbs.includes(verb) ?? false
}

export function useSignIn() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { login: string; password: string }) => api.login({ body }),
    onSuccess: (session) => {
      const before = queries.getQueryData<SessionView>(['session'])
      queries.setQueryData(['session'], session)
      if (!before) return
      // The same person goes on where the session ran out; anybody else must not find another's page.
      if (before.accountId === session.accountId && before.grant.id === session.grant.id)
        void queries.invalidateQueries()
      else {
        forgetPlaces()
        window.location.assign('/console/')
      }
    },
  })
}

export function useSignOut() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => api.logout({}),
    onSettled: () => {
      forgetPlaces()
      queries.clear()
      window.location.assign('/console/')
    },
  })
}

export function useSwitchGrant() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (grantId: string) => api.switchGrant({ body: { grantId } }),
    onSuccess: () => {
      forgetPlaces()
      queries.clear()
      window.location.assign('/console/')
    },
  })
}
