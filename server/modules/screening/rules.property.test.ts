import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { evaluate, type FactValue, isKept, withChanges } from '#contract/screening/evaluate.ts'
import {
  Condition,
  comparisonsOf,
  type Rule,
  type RuleFieldKey,
  ruleFields,
} from '#contract/screening/rules.ts'
import { turnOf } from '#contract/screening/turn.ts'
import { changeWords } from '#contract/screening/turn.words.ts'
import { testApp } from '#test/app.ts'
import {
  asOf,
  broken,
  conditions as drawn,
  firm,
  judge,
  mayBe,
  textOf,
  withOtherValues,
} from '#test/rule-draws.ts'
import { fuzzRules } from '../../../tools/faults/rules.ts'

const condition = drawn()

/** Rules drawn at random, over firms drawn at random: the database and the second opinion agree. */
const t = testApp()
const seed = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
const of = (numRuns: number) => ({ numRuns, seed })

test('whatever rule is drawn, the database judges as the second opinion does, and no value is ever its text', async () => {
  await t.system(async ({ trx }) => {
    await sql`select set_config('statement_timeout', '5000', true)`.execute(trx)
    await fc.assert(
      fc.asyncProperty(
        fc.array(condition, { minLength: 4, maxLength: 8 }),
        fc.array(firm, { minLength: 6, maxLength: 12 }),
        async (conditions, firms) => {
          for (const c of conditions) {
            expect(Condition.safeParse(c).success).toBe(true)
            expect(textOf(trx, withOtherValues(c))).toBe(textOf(trx, c))
          }
          const found = await judge(trx, conditions, firms)
          expect(found).toEqual(firms.map((f) => conditions.map((c) => evaluate(c, f, asOf))))
        },
      ),
      of(60),
    )
  })
})

test('the long run agrees, and sees every judge that is broken on purpose', async () => {
  const line = await t.system(({ trx }) => fuzzRules(trx, 100, seed))
  expect(line).toMatchObject({ runs: 100, differences: 0, leaks: 0, misread: 0, control: 'found' })
  expect(line.refused).toBeGreaterThan(10)
})

test('a rule that names another field, operator or key, or is too deep or too wide, is no rule', () => {
  fc.assert(
    fc.property(broken, (c) => {
      expect(Condition.safeParse(c).success).toBe(false)
    }),
    of(200),
  )
})

const ruleSet = fc
  .array(condition, { minLength: 1, maxLength: 4 })
  .map((all) =>
    all.map(
      (when, i): Rule => ({ key: `r${i}x`, label: `规则${i}`, why: '', effect: { exclude: true }, when }),
    ),
  )

/** Every set of so many of the facts the rules ask about, with every value each may have. */
function* everyChange(rules: readonly Rule[], size: number): Generator<Map<RuleFieldKey, FactValue>> {
  const asked = [...new Set(rules.flatMap((r) => comparisonsOf(r.when)).map((c) => c.field))].filter(
    (f) => !('fixed' in ruleFields[f]),
  )
  function* from(
    start: number,
    chosen: Map<RuleFieldKey, FactValue>,
  ): Generator<Map<RuleFieldKey, FactValue>> {
    if (chosen.size === size) yield chosen
    else
      for (let i = start; i < asked.length; i++)
        for (const value of mayBe(asked[i]!)) yield* from(i + 1, new Map(chosen).set(asked[i]!, value))
  }
  yield* from(0, new Map())
}

test('the way out of a verdict turns it in the database, and no smaller one does', async () => {
  let turned = 0
  await t.system(async ({ trx }) => {
    await fc.assert(
      fc.asyncProperty(ruleSet, firm, async (rules, facts) => {
        const kept = isKept(rules, facts, asOf)
        const turn = turnOf(rules, facts, asOf)
        expect(turn.to).toBe(kept ? 'excluded' : 'target')
        const changed = turn.ways.map((way) => withChanges(facts, way))
        if (changed.length > 0) {
          const judged = await judge(
            trx,
            rules.map((r) => r.when),
            [facts, ...changed],
          )
          expect(judged.map((row) => !row.includes(true))).toEqual([kept, ...changed.map(() => !kept)])
          turned += 1
        }
        for (const way of turn.ways) {
          expect([...way.keys()].some((f) => 'fixed' in ruleFields[f])).toBe(false)
          expect(changeWords(rules, facts, way, asOf).join()).not.toMatch(/有变化/)
        }
        const size = turn.ways[0]?.size ?? (turn.exact ? 3 : 1)
        for (let k = 1; k < Math.min(size, 3); k++)
          for (const change of everyChange(rules, k))
            if (isKept(rules, withChanges(facts, change), asOf) !== kept)
              expect.fail(`${[...change.keys()].join()} is smaller than ${size}`)
      }),
      of(100),
    )
  })
  expect(turned).toBeGreaterThan(40)
}, 120_000)
