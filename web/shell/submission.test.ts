import { describe, expect, it } from 'vitest'
import { ApiProblem } from '../ui/apiProblem.ts'
import { deliver, type Envelope, newEnvelope } from './submission.ts'

const problem = (status: number, code: 'offline' | 'idempotency_mismatch' | 'in_flight' | 'wrong_status') =>
  new ApiProblem(status, { code, message: code, traceId: '' })

/** A server that takes one content a number; its answers can be lost on the way. */
function server() {
  const taken = new Map<string, string>()
  let cut: 'none' | 'before' | 'after' = 'none'
  return {
    taken,
    cut: (where: typeof cut) => {
      cut = where
    },
    send: async (body: { n: number }, key: string) => {
      if (cut === 'before') throw problem(0, 'offline')
      const text = JSON.stringify(body)
      const before = taken.get(key)
      if (before !== undefined && before !== text) throw problem(422, 'idempotency_mismatch')
      taken.set(key, text)
      if (cut === 'after') throw problem(0, 'offline')
      return { took: body.n }
    },
  }
}

describe('delivery of a form', () => {
  it('counts once however often it is sent', async () => {
    const s = server()
    const envelope = newEnvelope<{ n: number }>()
    await deliver(envelope, { n: 1 }, s.send, () => undefined)
    const again = await deliver(envelope, { n: 1 }, s.send, () => undefined)
    expect(again.answer).toEqual({ took: 1 })
    expect(s.taken.size).toBe(1)
  })

  it('finds out that an earlier content had arrived, and says which', async () => {
    const s = server()
    let envelope = newEnvelope<{ n: number }>()
    const keep = (e: Envelope<{ n: number }>) => {
      envelope = e
    }
    s.cut('after')
    await expect(deliver(envelope, { n: 1 }, s.send, keep)).rejects.toThrow('offline')
    s.cut('none')
    const done = await deliver(envelope, { n: 2 }, s.send, keep)
    expect(done).toEqual({ answer: { took: 1 }, body: { n: 1 } })
    expect(s.taken.size).toBe(1)
  })

  it('takes the changed content where nothing had arrived', async () => {
    const s = server()
    let envelope = newEnvelope<{ n: number }>()
    const keep = (e: Envelope<{ n: number }>) => {
      envelope = e
    }
    s.cut('before')
    await expect(deliver(envelope, { n: 1 }, s.send, keep)).rejects.toThrow('offline')
    s.cut('none')
    expect((await deliver(envelope, { n: 2 }, s.send, keep)).body).toEqual({ n: 2 })
  })

  it('forgets what was refused', async () => {
    let envelope = newEnvelope<{ n: number }>()
    const keep = (e: Envelope<{ n: number }>) => {
      envelope = e
    }
    const refuse = () => Promise.reject(problem(409, 'wrong_status'))
    await expect(deliver(envelope, { n: 1 }, refuse, keep)).rejects.toThrow('wrong_status')
    expect(envelope.sent).toEqual([])
  })
})
