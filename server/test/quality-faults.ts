import { isUscc } from '#contract/registry/codes.ts'
import { type TestApp, testNow } from './app.ts'
import { anUscc, type World } from './builders.ts'
import { closeBatch, type FactKind, type Registry } from './faults.ts'
import { aCast, aDeclaration, aGrant, aLoan, desk, papersComplete, pushed } from './story.ts'

let t: TestApp
let world: World
let r: Registry
/** The subject with the fault of each rule. */
const faulty = new Map<string, string>()
/** Subjects without any fault, as `subject:id`. */
const clean: string[] = []

/** Plants one fault for every rule of data quality, and one of everything that has none. */
export async function plantFaults(test: TestApp, where: World, registry: Registry) {
  t = test
  world = where
  r = registry
  await plantClean()
  for (const [rule, plant] of Object.entries({ ...firmFaults, ...factFaults, ...placeFaults }))
    faulty.set(rule, await plant())
  await plantWork()
  await r.finish()
  for (const [rule, plant] of Object.entries(listFaults)) faulty.set(rule, await plant())
  return { faulty, clean }
}

async function plantClean() {
  const firm = await r.firm()
  const facts: Record<FactKind, Record<string, unknown>> = {
    tax: { tax_year: 2025, tax_fen: 1_000_000, grade: 'A', abnormal: false },
    social: { insured: 5, last_paid_month: '2026-10-01' },
    census: { industry: '1310', employees: 8, revenue_fen: 500_000_000, division: world.communities[0] },
    mark: { mark: 'abnormal_operation', listed_on: '2024-05-01', removed_on: '2024-09-01' },
    loan: {
      bank_name: world.banks[0].name,
      balance_fen: 50_000_000,
      issued_on: '2026-01-05',
      due_on: '2027-01-05',
      rate_bp: 385,
    },
    label: { label: '专精特新', label_year: 2025 },
  }
  clean.push(
    `firm:${firm}`,
    `place:${world.communities[0]}`,
    `place:${world.towns[0]}`,
    `place:${world.county}`,
  )
  for (const [kind, values] of Object.entries(facts))
    clean.push(`${kind}:${await r.fact(kind as FactKind, firm, values)}`)
  const branch = await aBranch('净', world.towns[0], {
    visits_per_year: 100,
    contact_name: '李四',
    contact_phone: '07591234567',
  })
  clean.push(`branch:${branch}`)
}

async function aBranch(
  name: string,
  division: string,
  capacity: Record<string, unknown> | null,
): Promise<string> {
  const [o] = await r.query<{ id: string }>(
    `insert into org (kind, name, division, bank_id, parent_id, created_at) values ('bank_branch', $1, $2, $3, $3, now()) returning id`,
    [`${name}支行`, division, world.banks[0].id],
  )
  if (capacity)
    await r.query(
      `insert into branch_capacity (org_id, ${Object.keys(capacity).join(', ')}) values ($1${Object.keys(
        capacity,
      )
        .map((_, i) => `, $${i + 2}`)
        .join('')})`,
      [o!.id, ...Object.values(capacity)],
    )
  return o!.id
}

/** A code whose last character follows from the others, beginning as given. */
const codeOf = (head: string) => Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY', (c) => head + c).find(isUscc)!
const wrongLast = (code: string) => code.slice(0, 17) + (code[17] === '0' ? '1' : '0')
const many = async (n: number, over: Parameters<Registry['firm']>[0]) => {
  let last = ''
  for (let i = 0; i < n; i++) last = await r.firm(over)
  return last
}
/** A firm with rows of lists. */
const told = async (
  over: Parameters<Registry['firm']>[0],
  facts: Partial<Record<FactKind, Record<string, unknown>>>,
) => {
  const firm = await r.firm(over)
  for (const [kind, values] of Object.entries(facts)) await r.fact(kind as FactKind, firm, values)
  return firm
}
const taxed = { tax_year: 2026, tax_fen: 5_000_000_00 }
const fullStaff = { industry: '1310', division: null }

const firmFaults: Record<string, () => Promise<string>> = {
  codeCheck: () => r.firm({ uscc: wrongLast(anUscc()) }),
  codeInner: () => r.firm({ uscc: codeOf('91440800000000001') }),
  codeKind: () => r.firm({ kind: 'cooperative' }),
  codeMissing: () => r.firm({ uscc: null }),
  foundedAhead: () => r.firm({ foundedOn: '2026-11-21' }),
  foundedTooOld: () => r.firm({ foundedOn: '1900-01-01' }),
  foundedMissing: () => r.firm({ foundedOn: null }),
  statusUnknown: () => r.firm({ status: 'unknown' }),
  nameOdd: () => r.firm({ name: '测试企业请勿删除' }),
  repMissing: () => r.firm({ legalRep: null }),
  addressMissing: () => r.firm({ address: null }),
  notPlaced: () => r.firm({ placedBy: 'none', division: '440800000000' }),
  movedCounty: async () => {
    await r.query(
      `insert into division (code, name, level, parent) values (440899000000, '旧区', 'county', 440800000000)`,
    )
    return r.firm({ uscc: codeOf('91440899MA4U00001') })
  },
  capitalHuge: () => r.firm({ capitalFen: '1000000000000' }),
  capitalTiny: () => r.firm({ capitalFen: '5000' }),
  phoneShared: () => many(11, { phone: '13911112222' }),
  repShells: () => many(21, { legalRep: '吴空壳' }),
  sameNamePlace: () => many(2, { name: '湛海同名商行', address: '海滨路 8 号' }),
  cancelledTaxed: () => told({ status: 'cancelled' }, { tax: taxed }),
  revokedTaxed: () => told({ status: 'revoked' }, { tax: taxed }),
  goneInsured: () => told({ status: 'cancelled' }, { social: { insured: 3, last_paid_month: '2026-10-01' } }),
  goneIndebted: () =>
    told(
      { status: 'revoked' },
      { loan: { bank_name: world.banks[0].name, balance_fen: 100_000_00, rate_bp: 385 } },
    ),
  uninsuredTaxed: () => told({}, { tax: taxed, social: { insured: 0 } }),
  staffMissing: () => told({}, { census: { ...fullStaff, employees: 0, revenue_fen: 100_000_000 } }),
  revenuePerHeadHuge: () =>
    told({}, { census: { ...fullStaff, employees: 2, revenue_fen: 100_000_000_000_00 } }),
  insuredOverStaff: () =>
    told(
      {},
      {
        social: { insured: 60, last_paid_month: '2026-10-01' },
        census: { ...fullStaff, employees: 3, revenue_fen: 100_000_000 },
      },
    ),
  taxOverRevenue: () =>
    told({}, { tax: taxed, census: { ...fullStaff, employees: 3, revenue_fen: 1_000_00 } }),
  abnormalWellGraded: () => told({}, { tax: { ...taxed, abnormal: true, grade: 'B' } }),
  markedWellGraded: () =>
    told({}, { tax: { ...taxed, grade: 'A' }, mark: { mark: 'major_tax', listed_on: '2026-01-01' } }),
}

export const lender = () => ({
  bank_name: world.banks[0].name,
  balance_fen: 50_000_000,
  issued_on: '2026-01-05',
  due_on: '2027-01-05',
  rate_bp: 385,
})
const of = async (kind: FactKind, values: Record<string, unknown>) => r.fact(kind, await r.firm(), values)
const factFaults: Record<string, () => Promise<string>> = {
  waitingTax: () => r.fact('tax', null, taxed),
  waitingSocial: () => r.fact('social', null, { insured: 1 }),
  waitingCensus: () => r.fact('census', null, fullStaff),
  waitingMark: () => r.fact('mark', null, { mark: 'major_tax', listed_on: '2026-01-01' }),
  waitingLoan: () => r.fact('loan', null, lender()),
  waitingLabel: () => r.fact('label', null, { label: '专精特新' }),
  taxYearAhead: () => of('tax', { tax_year: 2027, tax_fen: 100 }),
  taxYearTooOld: () => of('tax', { tax_year: 1900, tax_fen: 100 }),
  taxNegative: () => of('tax', { tax_year: 2025, tax_fen: -100 }),
  taxHuge: () => of('tax', { tax_year: 2025, tax_fen: '100000000000' }),
  insuredHuge: () => of('social', { insured: 100_000 }),
  insuredNegative: () => of('social', { insured: -1 }),
  paidAhead: () => of('social', { insured: 1, last_paid_month: '2026-12-01' }),
  paidStale: () => of('social', { insured: 1, last_paid_month: '2025-10-01' }),
  industryUnknown: () => of('census', { industry: '9810', employees: 1 }),
  employeesHuge: () => of('census', { ...fullStaff, employees: 100_000 }),
  revenueHuge: () => of('census', { ...fullStaff, employees: 99_999, revenue_fen: '10000000000000' }),
  censusElsewhere: () => of('census', { ...fullStaff, division: '440899001001', employees: 1 }),
  markRemovedEarly: () =>
    of('mark', { mark: 'major_tax', listed_on: '2026-05-01', removed_on: '2025-05-01' }),
  markAhead: () => of('mark', { mark: 'major_tax', listed_on: '2026-12-01' }),
  markRemovedAhead: () =>
    of('mark', { mark: 'major_tax', listed_on: '2026-01-01', removed_on: '2026-12-01' }),
  markPastTerm: () => of('mark', { mark: 'judgment_debtor', listed_on: '2023-11-20' }),
  loanDueEarly: () => of('loan', { ...lender(), due_on: '2025-01-05' }),
  loanIssuedAhead: () => of('loan', { ...lender(), issued_on: '2026-11-21' }),
  loanRateZero: () => of('loan', { ...lender(), rate_bp: 0 }),
  loanRateHuge: () => of('loan', { ...lender(), rate_bp: 3850 }),
  loanTiny: () => of('loan', { ...lender(), balance_fen: 514_00 }),
  loanHuge: () => of('loan', { ...lender(), balance_fen: '1000000000000' }),
  loanPastDue: () => of('loan', { ...lender(), issued_on: '2025-01-05', due_on: '2026-06-05' }),
  loanBankUnknown: () => of('loan', { ...lender(), bank_name: '从没听说过的银行' }),
  labelAhead: () => of('label', { label: '专精特新', label_year: 2027 }),
}

const aPlace = async (code: string, level: string, parent: string, over = 'null') => {
  await r.query(
    `insert into division (code, name, level, parent, valid_to) values ($1, $2, $3, $4, ${over})`,
    [code, `${level}${code.slice(6)}`, level, parent],
  )
  return code
}
const placeFaults: Record<string, () => Promise<string>> = {
  branchNoTown: () =>
    aBranch('县城', world.county, { visits_per_year: 9, contact_name: '李', contact_phone: '0759' }),
  branchNoContact: () => aBranch('无人', world.towns[0], { visits_per_year: 9 }),
  communityEmpty: async () => world.communities[1],
  placeNoOffice: async () => {
    await r.firm({ division: world.towns[1] })
    return world.towns[1]
  },
  townNoCommunity: () => aPlace(String(BigInt(world.county) + 77_000n), 'town', world.county),
  placeEnded: async () => {
    const code = await aPlace(
      String(BigInt(world.towns[0]) + 9n),
      'community',
      world.towns[0],
      `'2026-01-01'`,
    )
    await r.firm({ division: code })
    return code
  },
}

/** Declarations, credits, loans: made by the real steps, the old one first. */
async function plantWork() {
  t.clock.set(new Date(testNow.getTime() - 100 * 86_400_000))
  faulty.set('needStale', await aDeclaration(world, await aCast(world), await world.firm()))
  t.clock.set(testNow)
  const cast = await aCast(world)
  const small = await world.firm()
  await r.fact('census', small.id, { ...fullStaff, employees: 2, revenue_fen: 100_000_00 })
  faulty.set('needOverRevenue', await aDeclaration(world, cast, small))
  const gone = await world.firm()
  faulty.set('needOfGone', await aDeclaration(world, cast, gone))
  await r.query(`update entity set registration_status = 'revoked' where id = $1`, [gone.id])
  const clear = await aDeclaration(world, cast, await world.firm())
  clean.push(`declaration:${clear}`)
  const granted = async (over: object, loan: object) => {
    const caseId = await pushed(world, cast, await aDeclaration(world, cast, await world.firm()))
    await papersComplete(cast.main, caseId)
    await desk(cast.main, caseId, { ...aGrant, ...over })
    await desk(cast.main, caseId, { ...aLoan('2026-11-20', `NOTE-${caseId}`), ...loan })
    const [row] = await r.query<{ credit: string; loan: string }>(
      'select d.id::text as credit, x.id::text as loan from credit_decision d join disbursement x on x.decision_id = d.id where d.bank_case_id = $1',
      [caseId],
    )
    return row!
  }
  const good = await granted({}, {})
  clean.push(`credit:${good.credit}`, `disbursement:${good.loan}`)
  faulty.set('creditOverNeed', (await granted({ creditFen: '200000000' }, {})).credit)
  const free = await granted({ rateBp: 0 }, { rateBp: 0 })
  faulty.set('creditRateZero', free.credit).set('disbursedRateZero', free.loan)
  faulty.set('loanTooLong', (await granted({}, { maturesOn: '2057-11-20' })).loan)
  faulty.set('loanTooShort', (await granted({}, { maturesOn: '2026-11-24' })).loan)
  await plantLoads()
}

/** On the list that is out: a branch that cannot visit, and one with more than it can. */
async function plantLoads() {
  const idle = await aBranch('空闲', world.towns[0], null)
  const full = await aBranch('满员', world.towns[0], { visits_per_year: 1 })
  const firms = [await world.firm(), await world.firm(), await world.firm()]
  const targets = await world.list(firms)
  for (const [i, branch] of [idle, full, full].entries())
    await r.query('update target set main_branch_id = $1 where id = $2', [branch, targets[i]!.id])
  faulty.set('branchIdle', idle).set('branchOverloaded', full)
}

const listFaults: Record<string, () => Promise<string>> = {
  listOld: async () => {
    const id = await r.batch('tax', { as_of: '2026-06-01' })
    await closeBatch(r.query, id, 3)
    return id
  },
  listRejected: async () => {
    const id = await r.batch('registration')
    await closeBatch(r.query, id, 90, 10)
    return id
  },
  listUnmatched: async () => {
    const id = await r.batch('social', { unmatched: 30 })
    await closeBatch(r.query, id, 100)
    return id
  },
  listShrunk: async () => {
    await closeBatch(r.query, await r.batch('label'), 300)
    const id = await r.batch('label')
    await closeBatch(r.query, id, 100)
    return id
  },
}
