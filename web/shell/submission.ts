import { ApiProblem } from '../ui/apiProblem.ts'
import { newKey } from '../ui/newKey.ts'

/** One form on its way: the number it goes under, and the contents whose fate is not known. */
export interface Envelope<B> {
  key: string
  sent: B[]
}

export function newEnvelope<B>(): Envelope<B> {
  return { key: newKey(), sent: [] }
}

export interface Delivered<B, A> {
  answer: A
  /** What the server in truth took: an earlier sending may have arrived though its answer was lost. */
  body: B
}

/**
 * Sends a form until it is known to have arrived, always under the same number. Where the line was cut after an earlier
 * sending had arrived and the form was changed since, the server refuses the number; then the earlier content is
 * asked for again, and its answer stands. `keep` is told of the envelope before each sending, so that a reload in
 * between loses nothing.
 */
export async function deliver<B, A>(
  envelope: Envelope<B>,
  body: B,
  send: (body: B, key: string) => Promise<A>,
  keep: (envelope: Envelope<B>) => void,
): Promise<Delivered<B, A>> {
  const before = envelope.sent.filter((b) => JSON.stringify(b) !== JSON.stringify(body))
  const known: Envelope<B> = { key: envelope.key, sent: [...before, body] }
  keep(known)
  try {
    return { answer: await patiently(() => send(body, known.key)), body }
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    if (error.code !== 'idempotency_mismatch') {
      if (isRefusal(error)) keep({ key: known.key, sent: before })
      throw error
    }
    for (const earlier of before.reverse()) {
      const answer = await send(earlier, known.key).catch((e: unknown) => {
        if (e instanceof ApiProblem && e.code === 'idempotency_mismatch') return undefined
        throw e
      })
      if (answer !== undefined) return { answer, body: earlier }
    }
    throw error
  }
}

/** The server has read it and said no: it has certainly not been taken. */
function isRefusal(error: ApiProblem): boolean {
  return error.status >= 400 && error.status < 500 && error.code !== 'in_flight'
}

/** An earlier click still at work is waited for, three times. */
async function patiently<A>(send: () => Promise<A>): Promise<A> {
  for (let tries = 0; ; tries++) {
    try {
      return await send()
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'in_flight' || tries >= 3) throw error
      await new Promise((resolve) => setTimeout(resolve, 1500))
    }
  }
}
