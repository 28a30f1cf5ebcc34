/** Node decodes GB18030 but cannot encode it: the two-byte table is made once by decoding every pair. */

let table: Uint16Array | undefined

function twoByteTable(): Uint16Array {
  if (table) return table
  const made = new Uint16Array(65_536)
  const decoder = new TextDecoder('gb18030')
  const pair = new Uint8Array(2)
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue
      pair[0] = lead
      pair[1] = trail
      const text = decoder.decode(pair)
      const unit = text.charCodeAt(0)
      if (text.length === 1 && unit !== 0xfffd && made[unit] === 0) made[unit] = lead * 256 + trail
    }
  }
  table = made
  return made
}

/** GB18030 bytes of a text; throws for a character outside ASCII and the two-byte part. */
export function encodeGb18030(text: string): Buffer {
  const pairs = twoByteTable()
  const out = Buffer.allocUnsafe(text.length * 2)
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) {
      out[at++] = unit
      continue
    }
    const pair = pairs[unit] as number
    if (pair === 0) throw new RangeError(`GB18030 双字节区没有字符“${text[i]}”`)
    out[at++] = pair >> 8
    out[at++] = pair & 0xff
  }
  return out.subarray(0, at)
}
