import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { testApp } from '#test/app.ts'
import { record } from './actions.ts'
import { takeFeed } from './feed.ts'

/** Sixteen writers and a reader at once; by watermark nothing is missed, by number much is. */
const t = testApp()
const dest = 'test-reader'
const writers = 16
const each = 12

beforeAll(async () => {
  await t.owner.query(
    'insert into subscription (dest, types, from_seq) values ($1, $2, coalesce((select max(seq) from action_log), 0) + 1)',
    [dest, ['parameter.change']],
  )
  await t.owner.query('insert into feed_position (dest) values ($1)', [dest])
})

/** Writes rows in transactions of different lengths, so that a later number is often seen before an earlier one. */
async function write(writer: number): Promise<void> {
  for (let n = 0; n < each; n += 1) {
    await t.system(async (ctx) => {
      await record(ctx, change(String(writer * 1000 + n)))
      if ((writer + n) % 2 === 0) await pause(15 + ((writer * 7 + n * 5) % 30))
    })
  }
}

const take = () => t.system((ctx) => takeFeed(ctx.trx, dest, 7, ctx.now))
const change = (subjectId: string) => ({ flow: 'parameter', subjectId, action: 'change' }) as const

test('what was committed after an older one was begun does not hide it', async () => {
  let release = () => {}
  const held = new Promise<void>((open) => {
    release = open
  })
  let older: Promise<void> | undefined
  await new Promise<void>((begun) => {
    older = t.system(async (ctx) => {
      await record(ctx, change('1'))
      begun()
      await held
    })
  })
  await t.system((ctx) => record(ctx, change('2')))
  const seen = (await take()).map((i) => i.subjectId)
  release()
  await older
  for (let tries = 0; seen.length < 2 && tries < 600; tries += 1) {
    seen.push(...(await take()).map((i) => i.subjectId))
    await pause(10)
  }
  expect(seen).toEqual(['1', '2'])
})

test('a reader by watermark takes each message once; one by number misses those that were still being written', async () => {
  const taken: string[] = []
  const byNumber: string[] = []
  let last = '0'
  let writing = true
  // A transaction of any database of the server holds the watermark back: the end is waited for, with a limit.
  const readFeed = async () => {
    for (let empty = 0; taken.length < writers * each && empty < 600; ) {
      const items = await take()
      taken.push(...items.map((i) => i.actionSeq))
      empty = items.length === 0 ? empty + 1 : 0
      if (empty > 0) await pause(10)
    }
  }
  const readByNumber = async () => {
    for (;;) {
      const stop = !writing
      const found = await t.system(({ trx }) =>
        sql<{ id: string; actionSeq: string }>`
          select id, action_seq from outbox where dest = ${dest} and id > ${last}::bigint order by id limit 7`.execute(
          trx,
        ),
      )
      byNumber.push(...found.rows.map((r) => r.actionSeq))
      last = found.rows.at(-1)?.id ?? last
      if (stop && found.rows.length === 0) return
    }
  }
  const readers = [readFeed(), readFeed(), readByNumber()]
  await Promise.all(Array.from({ length: writers }, (_, w) => write(w + 1)))
  writing = false
  await Promise.all(readers)
  const { rows } = await t.owner.query<{ seq: string }>(
    "select seq::text from action_log l where flow = 'parameter' and action = 'change' and subject_id >= 1000 order by l.seq",
  )
  const written = rows.map((r) => r.seq)
  expect(written).toHaveLength(writers * each)
  expect(taken.length, 'none twice').toBe(new Set(taken).size)
  expect([...taken].sort((a, b) => Number(a) - Number(b))).toEqual(written)
  const missed = written.filter((seq) => !byNumber.includes(seq))
  expect(missed.length, 'the writers did overtake each other').toBeGreaterThan(0)
})
