/** The nonce the server gave this page; styles made at run time must carry it. */
export function pageNonce(): string | undefined {
  const script = document.querySelector<HTMLElement>('script[nonce], style[nonce], meta[property=csp-nonce]')
  return script?.nonce || undefined
}
