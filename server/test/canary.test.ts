import { beforeAll, expect, test } from 'vitest'
import { metricKeys } from '#contract/boards/words.ts'
import type { Role } from '#contract/organisations/roles.ts'
import { type Caller, testApp } from './app.ts'
import { type Heard, hear, idsOf, type Question, questionsFor, type Tries } from './reach.ts'
import { firmAccount, type Rivals, rivals, stages } from './rivals.ts'
import { aGrant, aLoan, aRefusal, desk } from './story.ts'

/**
 * What one bank decided, and why, and who sat there, reaches no other bank, no firm and no department, in no answer they
 * can get. Every field a bank fills in holds a word or a number of its own.
 */
const t = testApp()

interface Listener {
  name: string
  who: Caller
  role: Role
  /** The bank whose secrets are this one's own. */
  bank?: 0 | 1
}

let r: Rivals
let tries: Tries
const outsiders: Listener[] = []
const offices: Listener[] = []

beforeAll(async () => {
  r = await rivals(t)
  const { world, other } = r
  const listen = async (list: Listener[], role: Role, of = world, orgId?: string, bank?: 0 | 1) =>
    list.push({ name: `${role} ${orgId ?? ''}`, who: await of.staff(role, orgId), role, bank })
  for (const bank of [0, 1] as const) {
    await listen(outsiders, 'bank_head', world, world.banks[bank].id, bank)
    await listen(outsiders, 'bank_branch', world, world.banks[bank].branchId, bank)
  }
  await listen(outsiders, 'bank_head', other, other.banks[0].id)
  for (const role of ['department_clerk', 'system_admin', 'security_admin', 'audit_admin'] as const)
    await listen(outsiders, role)
  for (const stage of ['both', 'granted'] as const)
    outsiders.push({ name: `firm ${stage}`, who: await firmAccount(t, r.firms[stage]), role: 'enterprise' })
  for (const role of ['city_office', 'county_reviewer', 'town_officer', 'grid_worker', 'regulator'] as const)
    await listen(offices, role)
  tries = await triesOf()
}, 120_000)

async function triesOf(): Promise<Tries> {
  const { world, other } = r
  return {
    ...(await idsOf(t)),
    bankId: world.banks.map((b) => b.id),
    branchId: world.banks.map((b) => b.branchId),
    division: [world.towns[0], other.county],
    parent: [world.county],
    asOf: ['2026-11-19'],
    from: ['2026-11-20'],
    to: ['2026-11-20'],
    limit: ['1'],
    search: [r.firms.refused.name, r.firms.late.uscc, '流水'],
    object: [`case:${r.cases.refused}`],
    account: ['1'],
  }
}

async function hearAll(
  listener: Listener,
  of = tries,
  pick: (question: Question) => boolean = () => true,
): Promise<Heard[]> {
  const heard: Heard[] = []
  await hear(listener.who, questionsFor(listener.role, of).filter(pick), (h) => heard.push(h))
  return heard
}

/** A branch asks the boards as its head office does; once is enough. */
const unlikeHead = (listener: Listener) => (q: Question) =>
  listener.role !== 'bank_branch' ||
  !/^(getFunnel|listFunnelRows)$/.test(q.route) ||
  Object.keys(q.query).length === 1

const where = (h: Heard) => `${h.route} ${JSON.stringify(h.params)} ${JSON.stringify(h.query)}`

test('each secret can be heard where it belongs: by its own bank or by the office', async () => {
  const county: Listener = { name: 'county', who: r.cast.checker, role: 'county_coordinator' }
  const ids = await idsOf(t)
  const own = [county, ...outsiders.filter((l) => l.role === 'bank_head' && l.bank !== undefined)]
  const texts = (await Promise.all(own.map((l) => hearAll(l, ids)))).flat()
  expect(r.secrets.length).toBeGreaterThan(35)
  for (const { what, forms } of r.secrets)
    expect(
      texts.some((h) => forms.some((f) => h.text.includes(f))),
      `${what} ${forms.join(' ')}`,
    ).toBe(true)
}, 120_000)

/** Eleven digits of a mobile, eighteen of an identity card, standing by themselves. */
const phone = /(?<![\dA-Za-z])1[3-9]\d{9}(?![\dA-Za-z])/g
const idNo = /(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d{4}[\dXx](?![\dA-Za-z])/

/** The one phone that is shown whole: to the bank the firm has named, in the case it holds; and to the firm itself. */
function unmasked(h: Heard): string[] {
  const shown = (h.json as { contactPhone?: string } | null)?.contactPhone
  const own = h.route === 'getDeskCase' || h.route === 'getDeclaration' ? shown : undefined
  return (h.text.match(phone) ?? []).filter((p) => p !== own)
}

test('no byte of any answer tells an outsider what a bank keeps to itself, and no phone stands in one', async () => {
  let asked = 0
  const told = new Set<string>()
  for (const listener of outsiders) {
    const foreign = r.secrets.filter(
      (s) => s.bank !== listener.bank && !(s.name && listener.role.endsWith('_admin')),
    )
    for (const h of await hearAll(listener, tries, unlikeHead(listener))) {
      asked += 1
      if (h.status >= 500) told.add(`${listener.name} ${where(h)}: ${h.status}`)
      if (unmasked(h).length > 0 || idNo.test(h.text))
        told.add(`${listener.name} reads a phone in ${where(h)}`)
      for (const s of foreign)
        if (s.forms.some((f) => h.text.includes(f)))
          told.add(`${listener.name} hears ${s.what} in ${where(h)}`)
    }
  }
  expect([...told]).toEqual([])
  expect(asked).toBeGreaterThan(1000)
}, 120_000)

test('no answer to an office carries a phone or an identity number unless it was asked for', async () => {
  const read = new Set<string>()
  for (const listener of offices)
    for (const h of await hearAll(listener, await idsOf(t)))
      if (unmasked(h).length > 0 || idNo.test(h.text)) read.add(`${listener.name} ${where(h)}`)
  expect([...read]).toEqual([])
  const { contactPhone } = await r.cast.checker.ok('getDeclaration', {
    params: { declarationId: r.declarations.late },
  })
  expect(contactPhone).toMatch(/^1\d\d\*{4}\d{4}$/)
}, 120_000)

/** A board's number opens into its rows for a bank too; by name it reads those it may open, and of firms not sent to it none. */
test('the boards of a bank name only firms it holds, and count none that was not sent to it', async () => {
  const heads = outsiders.filter((l) => l.role === 'bank_head' && l.bank !== undefined)
  for (const { who, bank } of heads) {
    const held = (await who.ok('listDeskCases', { query: { limit: '100' } })).rows.map((c) => c.name)
    const { total } = await who.ok('getFunnel', { query: { by: 'county' } })
    for (const metric of metricKeys) {
      const { rows } = await who.ok('listFunnelRows', { query: { metric, limit: '100' } })
      expect(rows.length, metric).toBe(total.counts[metric].households)
      const named = rows.filter((row) => row.entityId !== null).map((row) => row.name)
      if (metric === 'listed') expect(named).toHaveLength(bank === 0 ? stages.length : 0)
      else expect(held, metric).toEqual(expect.arrayContaining(named))
      for (const row of rows.filter((x) => x.entityId === null))
        expect([row.uscc, row.place, row.fen, row.link], metric).toEqual([null, '', null, null])
    }
    expect(total.counts.declared.households).toBe(bank === 0 ? stages.length - 1 : 0)
    expect(total.counts.pushed.households).toBe(bank === 0 ? stages.length - 1 : 5)
  }
})

/** Threat T1 (d): what a bank can ask before and after another bank decides, compared byte by byte. */
test('nothing a bank can ask changes when another bank decides on a firm that was once its own', async () => {
  const [head, , rival] = outsiders as [Listener, Listener, Listener]
  const { bankId, asOf } = tries
  const figures = { bankId, asOf } as Tries
  const stranger = outsiders.find((l) => l.role === 'bank_head' && l.bank === undefined)!
  const answers = async (l: Listener) => {
    const heard = await hearAll(l, figures, (q) => Object.keys(q.params).length === 0)
    return new Map(heard.map((h) => [where(h), h.body]))
  }
  const listeners = [head, stranger, rival]
  const before = await Promise.all(listeners.map(answers))
  const { backup } = r.cast
  const { rows } = await backup.ok('listDeskCases', { query: { limit: '100' } })
  const at = (stage: 'declined' | 'refused', body: Record<string, unknown>) =>
    desk(backup, rows.find((c) => c.declarationId === r.declarations[stage])!.id, body)
  await at('declined', { action: 'contact', how: 'phone' })
  await at('declined', { action: 'completeDocs' })
  await at('declined', aGrant)
  await at('declined', aLoan('2026-11-20', 'JJ-9000'))
  await at('refused', { action: 'accept' })
  await at('refused', aRefusal)
  const after = await Promise.all(listeners.map(answers))
  const changed = listeners.map((_, i) =>
    [...after[i]!]
      .filter(([asked, text]) => before[i]!.has(asked) && before[i]!.get(asked) !== text)
      .map(([asked]) => asked),
  )
  expect(changed[0], 'the bank that had it').toEqual([])
  expect(changed[1], 'a bank elsewhere').toEqual([])
  expect(changed[2]!.length, 'the bank that decided').toBeGreaterThan(10)
}, 120_000)
