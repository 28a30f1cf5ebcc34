import { randomBytes, randomUUID } from 'node:crypto'

/** Randomness is passed in, so that a test can repeat a run. */
export interface Random {
  /** URL-safe text of at least `bits` random bits. */
  token(bits: number): string
  uuid(): string
}

export const secureRandom: Random = {
  token: (bits) => randomBytes(Math.ceil(bits / 8)).toString('base64url'),
  uuid: () => randomUUID(),
}
