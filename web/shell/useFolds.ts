import { useSyncExternalStore } from 'react'

const place = 'diguan.menu'
const listeners = new Set<() => void>()

/** Which groups of the menu stand open, as the person left them on this machine; the desk's menu and the phone's agree. */
export function useFolds(): {
  isOpen: (title: string, otherwise: boolean) => boolean
  turn: (title: string, open: boolean) => void
} {
  const text = useSyncExternalStore(listen, read)
  const left = parsed(text)
  return {
    isOpen: (title, otherwise) => left[title] ?? otherwise,
    turn: (title, open) => {
      write(JSON.stringify({ ...left, [title]: open }))
      for (const tell of listeners) tell()
    },
  }
}

function listen(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

let kept: string | null = null

function read(): string {
  try {
    return localStorage.getItem(place) ?? kept ?? '{}'
  } catch {
    return kept ?? '{}'
  }
}

function write(text: string): void {
  kept = text
  try {
    localStorage.setItem(place, text)
  } catch {
    // A browser that keeps nothing still folds until the page is left.
  }
}

function parsed(text: string): Record<string, boolean> {
  try {
    const found: unknown = JSON.parse(text)
    return found && typeof found === 'object' ? (found as Record<string, boolean>) : {}
  } catch {
    return {}
  }
}
