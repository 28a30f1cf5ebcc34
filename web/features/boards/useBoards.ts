import { useQuery } from '@tanstack/react-query'
import { api } from '../../shell/api.ts'

export function useHome() {
  return useQuery({ queryKey: ['home'], queryFn: () => api.getHome({}), refetchInterval: 60_000 })
}
