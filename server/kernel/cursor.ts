import { createHmac, timingSafeEqual } from 'node:crypto'
import { Problem } from './problem.ts'

/** Keyset cursors: signed, and bound to the account and the filter they were made for. */
export interface Cursors {
  seal(values: readonly (string | number | null)[], bound: string): string
  open(cursor: string, bound: string): (string | number | null)[]
}

export function createCursors(secret: string): Cursors {
  const sign = (text: string, bound: string) =>
    createHmac('sha256', secret).update(bound).update('\n').update(text).digest('base64url').slice(0, 22)
  return {
    seal(values, bound) {
      const text = Buffer.from(JSON.stringify(values)).toString('base64url')
      return `${text}.${sign(text, bound)}`
    },
    open(cursor, bound) {
      const [text = '', mac = ''] = cursor.split('.')
      const expected = Buffer.from(sign(text, bound))
      const given = Buffer.from(mac)
      if (given.length !== expected.length || !timingSafeEqual(given, expected))
        throw new Problem('bad_cursor')
      return JSON.parse(Buffer.from(text, 'base64url').toString()) as (string | number | null)[]
    },
  }
}
