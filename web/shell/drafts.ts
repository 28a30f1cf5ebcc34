import { useCallback, useRef, useState } from 'react'

const prefix = 'diguan.draft.'

/** What a person has typed and not yet sent; kept on the phone under their account, so that a reload loses nothing. */
export interface Kept<T> {
  /** Said in the list of unfinished forms. */
  title: string
  /** Where to go on with it. */
  path: string
  savedAt: string
  value: T
}

/** Where the draft of one form lies; an account first, so that signing out can clear all of its own. */
export function draftKey(owner: string, kind: string, subject: string): string {
  return `${prefix}${owner}.${kind}.${subject}`
}

export function readDraft<T>(key: string): Kept<T> | null {
  try {
    const text = localStorage.getItem(key)
    return text === null ? null : (JSON.parse(text) as Kept<T>)
  } catch {
    return null
  }
}

/** Answers whether the phone could keep it: a private window or a full store cannot. */
export function keepDraft<T>(key: string, draft: Kept<T>): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export function forgetDraft(key: string): void {
  try {
    localStorage.removeItem(key)
  } catch {
    // A browser without a store has nothing to forget.
  }
}

/** All unfinished forms of an account, last touched first. */
export function listDrafts(owner: string): (Kept<unknown> & { key: string })[] {
  const found: (Kept<unknown> & { key: string })[] = []
  for (const key of keysOf(owner)) {
    const draft = readDraft<unknown>(key)
    if (draft) found.push({ ...draft, key })
  }
  return found.sort((a, b) => (a.savedAt < b.savedAt ? 1 : -1))
}

export function forgetDrafts(owner: string): void {
  for (const key of keysOf(owner)) forgetDraft(key)
}

function keysOf(owner: string): string[] {
  try {
    return Object.keys(localStorage).filter((k) => k.startsWith(`${prefix}${owner}.`))
  } catch {
    return []
  }
}

/**
 * The state of a form that survives a reload. It is written with every change, not before the first one, and is gone once
 * `forget` has been called. `kept` is false where the phone cannot store it, so that the form can warn.
 */
export function useDraft<T extends object>(form: {
  key: string
  title: string
  path: string
  fresh: () => T
  /** Older drafts are not taken up again. */
  goodForHours?: number
}) {
  const { key, title, path, fresh } = form
  const [first] = useState(() => takeUp(form))
  const [value, setValue] = useState(first.value)
  const [resumed, setResumed] = useState(first.resumed)
  const [kept, setKept] = useState(true)
  const latest = useRef(first.value)
  const change = useCallback(
    (part: Partial<T>) => {
      latest.current = { ...latest.current, ...part }
      setKept(keepDraft(key, { title, path, savedAt: new Date().toISOString(), value: latest.current }))
      setValue(latest.current)
    },
    [key, title, path],
  )
  const restart = useCallback(() => {
    forgetDraft(key)
    latest.current = fresh()
    setValue(latest.current)
    setResumed(null)
  }, [key, fresh])
  return { value, resumed, kept, change, restart, forget: () => forgetDraft(key) }
}

function takeUp<T extends object>(form: { key: string; fresh: () => T; goodForHours?: number }) {
  const kept = readDraft<T>(form.key)
  const oldest = form.goodForHours === undefined ? 0 : Date.now() - form.goodForHours * 3_600_000
  if (!kept || Date.parse(kept.savedAt) < oldest) return { value: form.fresh(), resumed: null }
  return { value: { ...form.fresh(), ...kept.value }, resumed: kept.savedAt }
}
