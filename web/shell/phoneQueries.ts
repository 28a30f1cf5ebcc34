import { QueryClient } from '@tanstack/react-query'
import { ApiProblem } from '../ui/apiProblem.ts'

/**
 * Answers are kept for coming back to a list. Without a network everything fails at once and says so, instead of waiting
 * unseen for a better line.
 */
export const phoneQueries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      networkMode: 'always',
      retry: (count, error) => count < 1 && error instanceof ApiProblem && error.status === 503,
    },
    mutations: { networkMode: 'always', retry: false },
  },
})
