import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { Problem } from './problem.ts'
import type { Random } from './random.ts'

/** scrypt with N = 2^17, r = 8: 128 MiB and about a third of a second, on purpose. */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }
const keyLength = 32

/** At most two at a time: each takes 128 MiB, and a flood of logins must not take the machine. */
const slots = { free: 2, waiting: [] as (() => void)[] }

/** Strangers may wait in this line and no longer one: thirty-two take some seconds, and a longer wait nobody sits through. */
const longestLine = 32

async function withSlot<T>(work: () => Promise<T>): Promise<T> {
  if (slots.free > 0) slots.free -= 1
  else await new Promise<void>((resume) => slots.waiting.push(resume))
  try {
    return await work()
  } finally {
    const next = slots.waiting.shift()
    if (next) next()
    else slots.free += 1
  }
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return withSlot(
    () =>
      new Promise((resolve, reject) =>
        scrypt(password.normalize('NFKC'), salt, keyLength, cost, (error, key) =>
          error ? reject(error) : resolve(key),
        ),
      ),
  )
}

/** Text form: scrypt$N$r$p$salt$key, so that the cost can be raised later without losing anyone. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join('$')
}

/** True when the password fits. An unknown account is checked against a decoy so that both take the same time. */
export async function checkPassword(password: string, stored: string | undefined): Promise<boolean> {
  if (slots.waiting.length >= longestLine)
    throw new Problem('unavailable', {
      message: '登录的人太多，请过几秒再试',
      headers: { 'retry-after': '5' },
    })
  // An account that nobody may sign in to carries a text that is no hash: it is checked against the decoy too.
  const [, , , , salt, key] = (stored?.startsWith('scrypt$') ? stored : decoy).split('$')
  const expected = Buffer.from(key!, 'base64')
  const actual = await derive(password, Buffer.from(salt!, 'base64'))
  return timingSafeEqual(actual, expected) && stored?.startsWith('scrypt$') === true
}

/** No letter that is taken for another when it is read out on the telephone. */
const spoken = /[a-hjkmnp-z2-9]/g

/** A password to be handed over once and changed at the first login: four groups of four, some 78 bits. */
export function makeOneTimePassword(random: Random): string {
  const letters = random.token(512).toLowerCase().match(spoken)!.slice(0, 16).join('')
  return letters.match(/.{4}/g)!.join('-')
}

const decoy = `scrypt$${cost.N}$8$1$${Buffer.alloc(16).toString('base64')}$${Buffer.alloc(keyLength).toString('base64')}`
