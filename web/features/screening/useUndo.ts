import { useCallback, useEffect, useState } from 'react'

interface History<T> {
  past: readonly T[]
  now: T
  future: readonly T[]
  /** What the last change was about: typing on in one place is one step. */
  about: string | null
}

/** A value with its steps back and forth; Ctrl+Z and Ctrl+Y outside of a text field walk them. */
export function useUndo<T>(first: T) {
  const [history, setHistory] = useState<History<T>>({ past: [], now: first, future: [], about: null })
  const set = useCallback(
    (next: T, about: string | null = null) =>
      setHistory((h) => ({
        past: about !== null && about === h.about ? h.past : [...h.past.slice(-99), h.now],
        now: next,
        future: [],
        about,
      })),
    [],
  )
  const undo = useCallback(
    () =>
      setHistory((h) =>
        h.past.length === 0
          ? h
          : { past: h.past.slice(0, -1), now: h.past.at(-1)!, future: [h.now, ...h.future], about: null },
      ),
    [],
  )
  const redo = useCallback(
    () =>
      setHistory((h) =>
        h.future.length === 0
          ? h
          : { past: [...h.past, h.now], now: h.future[0]!, future: h.future.slice(1), about: null },
      ),
    [],
  )
  useUndoKeys(undo, redo)
  return {
    value: history.now,
    set,
    undo,
    redo,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  }
}

function useUndoKeys(undo: () => void, redo: () => void): void {
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey) || e.altKey) return
      // A text field undoes its own typing.
      if (e.target instanceof HTMLElement && e.target.matches('input, textarea, [contenteditable]')) return
      const key = e.key.toLowerCase()
      if (key !== 'z' && key !== 'y') return
      e.preventDefault()
      if (key === 'y' || e.shiftKey) redo()
      else undo()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [undo, redo])
}
