/** A name for comparison: one width, no spaces, no punctuation, upper case. 某某（湛江）公司 = 某某(湛江)公司. */
export function nameKey(name: string): string {
  // Most names are nothing but Chinese characters and are their own key already.
  if (plain.test(name)) return name
  return name
    .normalize('NFKC')
    .replace(/[\s()[\]{}<>《》【】〔〕"'“”‘’`,.，。、·•・:：;；*＊_-]/g, '')
    .toUpperCase()
}

const plain = /^[\u4e00-\u9fff]+$/

/**
 * All pairs of neighbouring characters of a key as numbers (two UTF-16 units in 32 bits), each once: with a GIN index
 * over them a two-character Chinese search is 200 times faster than a scan (database.md 2), and numbers take half the
 * room of texts.
 */
export function bigramsOf(key: string): number[] {
  const found: number[] = []
  for (let i = 0; i + 1 < key.length; i++) {
    const pair = (key.charCodeAt(i) << 16) | key.charCodeAt(i + 1)
    if (!found.includes(pair)) found.push(pair)
  }
  return found
}
