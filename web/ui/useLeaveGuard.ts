import { useBlocker } from '@tanstack/react-router'
import { App } from 'antd'

/** Asks before a page is left while something on it would be lost. */
export function useLeaveGuard(active: boolean, what: string): void {
  const { modal } = App.useApp()
  useBlocker({
    shouldBlockFn: async () => {
      if (!active) return false
      const leave = await modal.confirm({
        title: '离开本页？',
        content: what,
        okText: '离开',
        cancelText: '留下',
      })
      return !leave
    },
    enableBeforeUnload: () => active,
  })
}
