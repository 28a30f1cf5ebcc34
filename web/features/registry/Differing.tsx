/** A candidate's value with the characters that the row does not have marked; masked values and empty ones as they are. */
export function Differing({ text, from }: { text: string | null; from: string | null }) {
  if (text === null || text === '') return <>—</>
  if (from === null || from === '' || text.includes('*') || from.includes('*')) return <>{text}</>
  return (
    <>
      {piecesOf(text, from).map((p) =>
        p.same ? <span key={p.at}>{p.text}</span> : <mark key={p.at}>{p.text}</mark>,
      )}
    </>
  )
}

interface Piece {
  /** Where it begins in the text. */
  at: number
  text: string
  same: boolean
}

/** Runs of characters that stand in both texts in one order (longest common subsequence), and the runs between. */
function piecesOf(text: string, from: string): Piece[] {
  const a = Array.from(text)
  const b = Array.from(from)
  const best = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0))
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      best[i]![j] = a[i] === b[j] ? best[i + 1]![j + 1]! + 1 : Math.max(best[i + 1]![j]!, best[i]![j + 1]!)
  const pieces: Piece[] = []
  const put = (at: number, same: boolean) => {
    const last = pieces.at(-1)
    if (last?.same === same) last.text += a[at]!
    else pieces.push({ at, text: a[at]!, same })
  }
  for (let i = 0, j = 0; i < a.length; ) {
    if (j < b.length && a[i] === b[j]) {
      put(i, true)
      i += 1
      j += 1
    } else if (j < b.length && best[i]![j + 1]! > best[i + 1]![j]!) j += 1
    else put(i++, false)
  }
  return pieces
}
