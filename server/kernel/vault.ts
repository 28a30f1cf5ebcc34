import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/**
 * For what must be kept word for word and yet never lie in the database in clear: AES-256-GCM under a secret that stands
 * beside the database, not in it. A sealed text opens only in the place it was sealed for.
 */
export interface Vault {
  seal(text: string, place: string): string
  open(sealed: string, place: string): string
}

const mark = 'v1.'
const lengths = { iv: 12, tag: 16 }

export function createVault(secret: string): Vault {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'diguan vault', 32))
  return {
    seal(text, place) {
      const iv = randomBytes(lengths.iv)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return mark + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(sealed, place) {
      // Kept before there was a vault.
      if (!sealed.startsWith(mark)) return sealed
      const bytes = Buffer.from(sealed.slice(mark.length), 'base64url')
      const [iv, tag, body] = [
        bytes.subarray(0, lengths.iv),
        bytes.subarray(lengths.iv, lengths.iv + lengths.tag),
        bytes.subarray(lengths.iv + lengths.tag),
      ] as const
      const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place)).setAuthTag(tag)
      return decipher.update(body, undefined, 'utf8') + decipher.final('utf8')
    },
  }
}
