const prefix = 'diguan.last.'

/** Keeps, for this window, how each list was narrowed: the way back from a row leads to the same lines. */
export function rememberPlace(path: string, search: string): void {
  try {
    sessionStorage.setItem(prefix + path, search)
  } catch {
    // A browser that keeps nothing leads back to the whole list.
  }
}

/** The filter a list was left with. */
export function lastSearchOf(path: string): Record<string, string> {
  try {
    return Object.fromEntries(new URLSearchParams(sessionStorage.getItem(prefix + path) ?? ''))
  } catch {
    return {}
  }
}

/** Another person or post at the same window starts anew. */
export function forgetPlaces(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key)
  } catch {
    // Nothing is kept, so nothing has to be forgotten.
  }
}
