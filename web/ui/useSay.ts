import { App } from 'antd'
import { useMemo } from 'react'
import { adviceOf } from './ProblemAlert.tsx'

/** Short words at the top of the page: what has been done, or why it was not. */
export function useSay() {
  const { message } = App.useApp()
  return useMemo(
    () => ({
      done: (text: string) => void message.success(text),
      sorry: (text: string) => void message.warning(text),
      problem: (error: unknown) => void message.error({ content: adviceOf(error), duration: 6 }),
    }),
    [message],
  )
}
