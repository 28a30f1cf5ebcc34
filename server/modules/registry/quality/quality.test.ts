import { beforeAll, describe, expect, test, vi } from 'vitest'
import { qualityRules } from '#contract/registry/quality.rules.ts'
import { deliverNotices } from '#modules/organisations/notice.jobs.ts'
import { type Caller, testApp } from '#test/app.ts'
import { anAccount, aWorld, type World } from '#test/builders.ts'
import { aPlantedRegistry, type Registry } from '#test/faults.ts'
import { lender, plantFaults } from '#test/quality-faults.ts'
import { sweepQuality } from './quality.jobs.ts'

const t = testApp()
let world: World
let r: Registry
let city: Caller
const senders = { registration: '', tax: '', social: '' }
let faulty: Map<string, string>
let clean: string[]

beforeAll(async () => {
  world = await aWorld(t)
  city = await world.staff('city_office')
  const department = async (name: string) =>
    (
      await r.query<{ id: string }>(
        `insert into org (kind, name, division, created_at) values ('department', $1, 440800000000, now()) returning id`,
        [name],
      )
    )[0]!.id
  r = aPlantedRegistry(t, world.communities[0], {})
  Object.assign(senders, {
    registration: await department('市监'),
    tax: await department('税务'),
    social: await department('人社'),
  })
  r = aPlantedRegistry(t, world.communities[0], senders)
  await r.query(
    `insert into registry_version (no, cause, account_id, made_at) values (1, 'import', 2, now()) on conflict do nothing`,
  )
  ;({ faulty, clean } = await plantFaults(t, world, r))
  await sweepQuality(t.deps)
}, 120_000)

const findings = (where: string, values: unknown[] = []) =>
  r.query<{
    rule: string
    subject: string
    subject_id: string
    state: string
    owner_id: string
    closed_how: string | null
    reason: string | null
    version: number
  }>(
    `select rule, subject, subject_id::text, state, owner_id::text, closed_how, reason, version from quality_finding where ${where}`,
    values,
  )

describe('every rule', () => {
  test('catches the fault planted for it', async () => {
    const found = await findings(`state = 'open'`)
    const missed = [...faulty].filter(
      ([rule, id]) => !found.some((f) => f.rule === rule && f.subject_id === id),
    )
    expect(missed).toEqual([])
    expect(qualityRules.map((q) => q.key).filter((k) => !faulty.has(k))).toEqual([])
  })

  test('finds nothing in what is clean', async () => {
    const found = await findings(`state = 'open'`)
    expect(clean.length).toBeGreaterThan(12)
    expect(found.filter((f) => clean.includes(`${f.subject}:${f.subject_id}`))).toEqual([])
  })
})

describe('a finding', () => {
  test('closes by itself when the fact was mended; an accepted one stays so until its values change', async () => {
    const tiny = faulty.get('loanTiny')!
    const huge = faulty.get('loanHuge')!
    const before = (await findings('rule = $1 and subject_id = $2', ['loanHuge', huge]))[0]!
    const [row] = (await city.ok('listFindings', { query: { rule: 'loanHuge', owner: 'all' } })).rows
    const accepted = await city.ok('acceptFinding', {
      params: { findingId: row!.id },
      body: { reason: '已与银行核实，为银团贷款', version: before.version },
    })
    expect(accepted).toMatchObject({
      state: 'accepted',
      reason: '已与银行核实，为银团贷款',
      canAccept: false,
    })
    await r.query('update fact_loan set balance_fen = 5000000 where fact_id = $1', [tiny])
    await nextDay()
    expect(await findings('subject_id = $1 and rule = $2', [tiny, 'loanTiny'])).toMatchObject([
      { state: 'closed', closed_how: 'changed' },
    ])
    expect(await findings('subject_id = $1 and rule = $2', [huge, 'loanHuge'])).toMatchObject([
      { state: 'closed', closed_how: 'accepted' },
    ])
    await r.query(`update fact_loan set balance_fen = '2000000000000' where fact_id = $1`, [huge])
    await nextDay()
    expect(await findings('subject_id = $1 and rule = $2', [huge, 'loanHuge'])).toMatchObject([
      { state: 'open', closed_how: null, reason: null },
    ])
  })

  test('is asked for again after a list of its kind, at once; other rules are not', async () => {
    const loan = await r.fact('loan', await r.firm(), { ...lender(), rate_bp: 0 })
    const [batch] = await r.query<{ id: string }>(
      `select max(id) as id from import_batch where kind = 'loan'`,
    )
    await r.query(
      `insert into registry_version (no, cause, batch_id, account_id, made_at) values (2, 'import', $1, 2, now())`,
      [batch!.id],
    )
    await r.query('update import_batch set version = 2 where id = $1', [batch!.id])
    await sweepQuality(t.deps)
    expect(await findings('subject_id = $1', [loan])).toMatchObject([{ rule: 'loanRateZero', state: 'open' }])
    const [run] = await r.query<{ cause: string; rules: number }>(
      'select cause, rules from quality_run order by id desc limit 1',
    )
    expect(run).toMatchObject({ cause: 'import' })
    expect(run!.rules).toBeLessThan(20)
    expect(await sweepQuality(t.deps)).toBe(0)
    // The row belongs to a batch that was closed before it.
    await r.query('delete from fact_loan where fact_id = $1', [loan])
  })

  test('is told to its owner by a count, and seen by its owner, its county and the city alone', async () => {
    city = await world.staff('city_office')
    const tax = await anAccount(t, 'department_clerk', senders.tax)
    const clerk = await t.signIn(tax)
    // A notice goes out when no transaction of before is open any more, of whatever database of the server.
    const notices = await vi.waitUntil(
      async () => {
        await deliverNotices(t.deps)
        const all = await clerk.ok('listNotices')
        return all.rows.length > 0 && all
      },
      { timeout: 20_000, interval: 100 },
    )
    expect(notices.rows[0]!.title).toMatch(/^数据质量：新发现 \d+ 处待核改（\d+ 类）$/)
    const own = await clerk.ok('listFindings', {})
    expect(own.rows.length).toBeGreaterThan(3)
    expect(new Set(own.rows.map((f) => f.owner))).toEqual(new Set(['税务']))
    expect((await clerk.ok('listFindings', { query: { owner: 'all', limit: '100' } })).rows).toHaveLength(
      own.rows.length,
    )
    const other = await aWorld(t)
    const stranger = await other.staff('county_coordinator')
    const seen = await stranger.ok('listFindings', { query: { owner: 'all' } })
    expect(seen.rows).toEqual([])
    const [foreign] = (await city.ok('listFindings', { query: { rule: 'codeCheck', owner: 'all' } })).rows
    const refused = await stranger.call('acceptFinding', {
      params: { findingId: foreign!.id },
      body: { reason: '不归我管也想关', version: 1 },
    })
    expect(refused.status).toBe(404)
    const near = await (await world.staff('county_coordinator')).call('acceptFinding', {
      params: { findingId: foreign!.id },
      body: { reason: '应由市监核改', version: foreign!.version },
    })
    expect(near.status).toBe(403)
  })

  test('counts on the page are those of the list behind it, and go into a file', async () => {
    const page = await city.ok('getQuality', { query: { owner: 'all' } })
    for (const rule of ['waitingTax', 'codeCheck', 'cancelledTaxed']) {
      const count = page.rules.find((q) => q.key === rule)!
      const rows = (await city.ok('listFindings', { query: { owner: 'all', rule, limit: '100' } })).rows
      expect([rule, rows.length, count.trend.at(-1)]).toEqual([rule, count.open, count.open])
    }
    expect(page.rules.find((q) => q.key === 'phoneShared')!.sentence).toContain('大于 10')
    const file = await city.call('exportFindings', { query: { owner: 'all' } })
    expect(file.status).toBe(200)
    expect(file.raw.subarray(0, 2).toString()).toBe('PK')
  })
})

async function nextDay() {
  t.clock.advance(86_400_000)
  expect(await sweepQuality(t.deps)).toBe(1)
}
