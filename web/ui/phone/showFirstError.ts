/** Brings the first field that is wrong into sight and under the cursor. */
export function showFirstError(form: HTMLElement | null): void {
  const wrong =
    form?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? form?.querySelector<HTMLElement>('.error')
  if (!wrong) return
  wrong.scrollIntoView({ block: 'center' })
  const box = wrong.matches('input, select, textarea')
    ? wrong
    : wrong.querySelector<HTMLElement>('input, select, textarea')
  box?.focus({ preventScroll: true })
}
