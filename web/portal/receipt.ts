/** The receipt just given. It opens the declaration to whoever holds it: kept for this window only. */
export interface Receipt {
  receipt: string
  message: string
  banks: number
}

const key = 'diguan.receipt'

export function keepReceipt(receipt: Receipt): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(receipt))
  } catch {
    latest = receipt
  }
}

export function readReceipt(): Receipt | null {
  try {
    const text = sessionStorage.getItem(key)
    return text === null ? latest : (JSON.parse(text) as Receipt)
  } catch {
    return latest
  }
}

/** Where the browser keeps nothing at all. */
let latest: Receipt | null = null
