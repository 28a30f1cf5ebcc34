import { CompiledQuery } from 'kysely'
import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ProblemCode } from '#contract/kernel/problem.ts'
import { expireCase } from '../modules/financing/bank-case.commands.ts'
import { deliverNotices } from '../modules/organisations/notice.jobs.ts'
import { testApp } from './app.ts'
import { aWorld, type World } from './builders.ts'
import {
  aCast,
  aDeclaration,
  aGrant,
  aLoan,
  aNeed,
  aRefusal,
  atWindow,
  type Cast,
  desk,
  office,
  papersComplete,
  proposed,
  queuedCases,
} from './story.ts'

/** Many at once: no acknowledged edit is lost, no sum or “only one” is broken. */
const t = testApp()
let world: World
let cast: Cast

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
})

async function rowsOf<R extends object>(text: string, values: unknown[] = []): Promise<R[]> {
  return (await t.owner.query<R>(text, values)).rows
}
async function queued(n = 1, over: Record<string, unknown> = {}) {
  const firms = await Promise.all(Array.from({ length: n }, () => world.firm()))
  return queuedCases(t, world, cast, firms, over)
}
async function atBank(over: Record<string, unknown> = {}) {
  const [story] = await queued(1, over)
  await office(cast.checker, story!.caseId, { action: 'push' })
  await papersComplete(cast.main, story!.caseId)
  return story!
}
const versionOf = async (caseId: string) =>
  (await rowsOf<{ version: number }>('select version from bank_case where id = $1', [caseId]))[0]!.version

/** What may be told to one who came second; never that the system failed. */
const secondWords: readonly ProblemCode[] = [
  'stale_version',
  'wrong_status',
  'duplicate',
  'missing_fact',
  'unprocessable',
  'not_found',
  'unavailable',
]
function expectSecond(answers: readonly { status: number; problem: { code: ProblemCode } }[]): void {
  for (const a of answers.filter((x) => x.status !== 200)) expect(secondWords).toContain(a.problem.code)
}

/** Pilot M10: clients that read, think, and write what they have read; answers how many acknowledged edits are gone. */
async function editTogether(write: (client: pg.Client, n: number, read: number) => Promise<boolean>) {
  const { database, host, port, user, password } = t.owner
  const clients = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const client = new pg.Client({ database, host, port, user, password: password as string })
      await client.connect()
      return client
    }),
  )
  await t.owner.query('drop table if exists desk_note; create table desk_note (version int, edits int)')
  await t.owner.query('insert into desk_note values (1, 0)')
  let acked = 0
  await Promise.all(
    clients.map(async (client) => {
      for (let n = 0; n < 15; n += 1) {
        const { rows } = await client.query<{ version: number; edits: number }>('select * from desk_note')
        if (await write(client, rows[0]!.edits + 1, rows[0]!.version)) acked += 1
      }
      await client.end()
    }),
  )
  const [kept] = await rowsOf<{ edits: number }>('select edits from desk_note')
  await t.owner.query('drop table desk_note')
  return acked - kept!.edits
}

describe('two desks on one thing', () => {
  test('no acknowledged edit is lost, and who comes second learns the version there is', async () => {
    const id = await aDeclaration(world, cast, await world.firm(), atWindow(world))
    const params = { declarationId: id }
    await cast.reviewer.ok('actOnDeclaration', { params, body: { action: 'accept', version: 2 } })
    const desks = [cast.reviewer, await world.staff('county_reviewer')]
    const kept: string[] = []
    for (let round = 0; round < 10; round += 1) {
      const version = 3 + round
      const answers = await Promise.all(
        [0, 1, 2, 3].map((n) =>
          desks[n % 2]!.call('addFinding', {
            params,
            body: { version, standard: 1, result: 'unmet', basis: `第 ${round} 轮第 ${n} 人`, evidence: [] },
          }),
        ),
      )
      for (const [n, a] of answers.entries()) {
        if (a.status === 200) kept.push(`第 ${round} 轮第 ${n} 人`)
        else expect([a.problem.code, a.problem.details]).toEqual(['stale_version', { version: version + 1 }])
      }
    }
    const found = await rowsOf<{ basis: string }>(
      'select basis from finding where declaration_id = $1 order by id',
      [id],
    )
    expect(kept).toHaveLength(10)
    expect(found.map((f) => f.basis)).toEqual(kept)
  })

  test('the harness bites: without the version edits are lost, with it none', async () => {
    const lost = await editTogether(async (client, edits) => {
      await client.query('update desk_note set edits = $1', [edits])
      return true
    })
    expect(lost).toBeGreaterThan(0)
    const none = await editTogether(async (client, edits, version) => {
      const { rowCount } = await client.query(
        'update desk_note set edits = $1, version = version + 1 where version = $2',
        [edits, version],
      )
      return rowCount === 1
    })
    expect(none).toBe(0)
  })
})

/** Control J7: a lost client keeps neither a lock nor a connection for long; the server itself sees to it. */
test('the limits are set on the server’s side, for every connection of ours', async () => {
  const question =
    "select name, source from pg_settings where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'tcp_user_timeout') order by name"
  const ofActors = await t.system(({ trx }) => trx.executeQuery(CompiledQuery.raw(question)))
  const ofSystem = await t.deps.systemPool.query(question)
  for (const { rows } of [ofActors, ofSystem])
    expect(rows).toEqual(
      ['idle_in_transaction_session_timeout', 'lock_timeout', 'statement_timeout', 'tcp_user_timeout'].map(
        (name) => ({ name, source: 'client' }),
      ),
    )
})

describe('sums', () => {
  test('sixteen desks lend at once, seven to a credit of fifty, and never more than the credit', async () => {
    const { caseId } = await atBank()
    await desk(cast.main, caseId, aGrant)
    let booked = 0
    for (let round = 0; round < 12 && booked < 7; round += 1) {
      const version = await versionOf(caseId)
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, n) =>
          cast.main.call('actOnDeskCase', {
            params: { caseId },
            body: { version: version + n, ...aLoan('2026-11-20', `RACE-${round}-${n}`, '7000000') },
          }),
        ),
      )
      booked += answers.filter((a) => a.status === 200).length
      expectSecond(answers)
      const [sum] = await rowsOf<{ fen: string }>(
        'select sum(amount_fen)::text as fen from disbursement where bank_case_id = $1',
        [caseId],
      )
      expect(sum!.fen).toBe(String(booked * 7_000_000))
      expect(booked).toBeLessThanOrEqual(7)
    }
    expect(booked, 'seven of seven were to be had').toBe(7)
  })

  test('two banks that certify a first loan at once: one stands', async () => {
    const firm = await world.firm()
    const cases = []
    for (const needType of ['working', 'fixed']) {
      const [story] = await queuedCases(t, world, cast, [firm], { needType })
      await office(cast.checker, story!.caseId, { action: 'push' })
      await papersComplete(cast.main, story!.caseId)
      await desk(cast.main, story!.caseId, aGrant)
      cases.push(story!.caseId)
    }
    const answers = await Promise.all(
      cases.map(async (caseId, n) =>
        cast.main.call('actOnDeskCase', {
          params: { caseId },
          body: {
            version: await versionOf(caseId),
            ...aLoan('2026-11-20', `FIRST-${n}`, '1000000'),
            firstLoan: true,
          },
        }),
      ),
    )
    expect(answers.map((a) => a.status).sort((a, b) => a - b)).toEqual([200, 422])
  })
})

describe('only one', () => {
  test('sixteen declare the same need of a firm: one lives, the others are told which', async () => {
    const firm = await world.firm()
    const body = { entityId: firm.id, ...aNeed(), submit: true, ...atWindow(world) }
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => cast.reviewer.call('createDeclaration', { body })),
    )
    const made = answers.filter((a) => a.status === 200)
    expect(made).toHaveLength(1)
    for (const a of answers.filter((x) => x.status !== 200))
      expect(a.problem).toMatchObject({
        code: 'duplicate',
        message: expect.stringContaining(made[0]!.body.no) as string,
      })
  })

  test('eight approve the same list: each firm has one case at one bank', async () => {
    const declarations: { id: string; version: number }[] = []
    for (const firm of [await world.firm(), await world.firm()]) {
      const id = await aDeclaration(world, cast, firm, atWindow(world))
      declarations.push({ id, version: await proposed(world, cast, id) })
    }
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        cast.checker.call('approveRecommendations', { body: { declarations } }),
      ),
    )
    expect(answers.filter((a) => a.status === 200)).toHaveLength(1)
    expectSecond(answers)
    const rows = await rowsOf<{ part: string; n: number }>(
      'select part, count(*)::int as n from bank_case where declaration_id = any ($1) group by 1',
      [declarations.map((d) => d.id)],
    )
    expect(rows).toEqual([{ part: 'main', n: 2 }])
  })

  test('a refusal, the clock and a recall at once open one case at the backup bank', async () => {
    const stories = []
    for (let n = 0; n < 3; n += 1) stories.push(await atBank())
    await deliverNotices(t.deps)
    t.clock.advance(31 * 86_400_000)
    cast = {
      reviewer: await t.signIn(cast.reviewer.accountId!),
      checker: await t.signIn(cast.checker.accountId!),
      main: await t.signIn(cast.main.accountId!),
      backup: await t.signIn(cast.backup.accountId!),
    }
    for (const { caseId, declarationId } of stories) {
      const version = await versionOf(caseId)
      const params = { caseId }
      const answers = await Promise.all([
        cast.main.call('actOnDeskCase', { params, body: { version, ...aRefusal } }),
        cast.checker.call('actOnCase', { params, body: { version, action: 'recall', reason: '网点撤并' } }),
        t.system((ctx) => expireCase(ctx, caseId)).catch(() => false),
      ])
      expectSecond(answers.slice(0, 2) as never)
      const parts = await rowsOf<{ part: string; n: number }>(
        'select part, count(*)::int as n from bank_case where declaration_id = $1 group by 1 order by 1',
        [declarationId],
      )
      expect(parts).toEqual([
        { part: 'backup', n: 1 },
        { part: 'main', n: 1 },
      ])
    }
    await deliverNotices(t.deps)
  })

  test('both banks grant at once: one credit stands, the other bank’s case is taken back', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { caseId, declarationId } = await atBank()
      await t.system(async (ctx) => {
        // The clock of this one case alone has run out.
        await ctx.trx
          .updateTable('bankCase')
          .set({ clockFrom: '2026-01-01', dueOn: '2026-01-31', amberOn: '2026-01-21' })
          .where('id', '=', caseId)
          .execute()
        await expireCase(ctx, caseId)
      })
      const [backup] = await rowsOf<{ id: string }>(
        "select id::text from bank_case where declaration_id = $1 and part = 'backup'",
        [declarationId],
      )
      await papersComplete(cast.backup, backup!.id)
      const answers = await Promise.all(
        [
          [cast.main, caseId],
          [cast.backup, backup!.id],
        ].map(async ([who, id]) =>
          (who as typeof cast.main).call('actOnDeskCase', {
            params: { caseId: id as string },
            body: { version: await versionOf(id as string), ...aGrant },
          }),
        ),
      )
      expectSecond(answers)
      expect(answers.filter((a) => a.status === 200)).toHaveLength(1)
      const statuses = await rowsOf<{ status: string }>(
        'select status from bank_case where declaration_id = $1 order by status',
        [declarationId],
      )
      expect(statuses.map((s) => s.status)).toEqual(['granted', 'recalled'])
    }
  })
})
