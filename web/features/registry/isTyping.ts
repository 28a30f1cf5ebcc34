/** Whether a key belongs to what is being written: single keys decide only where nobody is writing. */
export function isTyping(e: KeyboardEvent): boolean {
  if (e.ctrlKey || e.metaKey || e.altKey) return true
  return (
    e.target instanceof HTMLElement &&
    e.target.closest('input, textarea, select, [role=dialog], [role=combobox]') !== null
  )
}
