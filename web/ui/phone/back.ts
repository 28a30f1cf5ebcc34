/** The way back: where one came from, or, on a page opened by itself, the page above it. */
export function goBack(otherwise: () => void): void {
  if (window.history.length > 1) window.history.back()
  else otherwise()
}
