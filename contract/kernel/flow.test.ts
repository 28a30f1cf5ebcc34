import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { targetFlow } from '../assignment/target.flow.ts'
import { bankCaseFlow } from '../financing/bank-case.flow.ts'
import { declarationFlow } from '../financing/declaration.flow.ts'
import { roleKeys } from '../organisations/roles.ts'
import { type Facts, type Flow, offeredActions, opensOf, refusal } from './flow.ts'

const flows: Flow[] = [targetFlow, declarationFlow, bankCaseFlow]

/** Statuses that can be come to from where rows open. */
function reached(flow: Flow): Set<string> {
  const seen = new Set<string>(opensOf(flow))
  for (let grown = true; grown; ) {
    grown = false
    for (const t of Object.values(flow.actions)) {
      if (t.to !== null && !seen.has(t.to) && t.from.some((s) => seen.has(s))) {
        seen.add(t.to)
        grown = true
      }
    }
  }
  return seen
}

describe.each(flows.map((f) => [f.name, f] as const))('%s', (_, flow) => {
  test('every status can be reached, and none is undeclared', () => {
    expect([...reached(flow)].sort()).toEqual(Object.keys(flow.statuses).sort())
    for (const t of Object.values(flow.actions))
      for (const s of [...t.from, ...(t.to === null ? [] : [t.to])]) expect(flow.statuses).toHaveProperty(s)
  })

  test('what is not closed can go on, and somebody may take it on', () => {
    const open = Object.keys(flow.statuses).filter((s) => !flow.closed.includes(s))
    for (const status of open) {
      const ways = Object.values(flow.actions).filter((t) => t.from.includes(status))
      expect(ways.length, status).toBeGreaterThan(0)
      expect(
        ways.some((t) => t.by.length > 0),
        status,
      ).toBe(true)
    }
  })

  test('actions name roles, facts with sentences, and labels that tell them apart', () => {
    const labels = Object.values(flow.actions).map((t) => t.label)
    expect(new Set(labels).size).toBe(labels.length)
    for (const [name, t] of Object.entries(flow.actions)) {
      for (const role of t.by) expect([...roleKeys, 'system'], `${name} by ${role}`).toContain(role)
      for (const fact of t.needs ?? [])
        expect(flow.facts[fact], `${name} needs ${fact}`).toMatch(/[\u4e00-\u9fff]/)
    }
  })

  test('what is offered is what is not refused, whoever asks and whatever holds', () => {
    const facts = fc.dictionary(fc.constantFrom(...Object.keys(flow.facts), 'none'), fc.boolean())
    const states = fc.constantFrom(...Object.keys(flow.statuses))
    fc.assert(
      fc.property(states, fc.constantFrom(...roleKeys, 'system'), facts, (status, role, held) => {
        const now = { status, role, facts: held as Facts<string> }
        const offered = new Map(offeredActions(flow, now).map((a) => [a.action, a.blocked]))
        for (const [action, t] of Object.entries(flow.actions)) {
          const free = t.from.includes(status) && t.by.includes(role)
          expect(offered.has(action)).toBe(free)
          const missing = (t.needs ?? []).filter((f) => !held[f])
          expect(refusal(flow, action, now) === null).toBe(free && missing.length === 0)
          if (free) expect(offered.get(action) === null).toBe(missing.length === 0)
        }
      }),
      { numRuns: 300 },
    )
  })
})

/** What must never be possible, whoever asks. */
test('a bank never recommends, an office never grants, nobody decides twice', () => {
  const bank = ['bank_head', 'bank_branch', 'bank_manager']
  for (const action of ['approve', 'propose', 'accept'] as const)
    expect(declarationFlow.actions[action].by.filter((r) => bank.includes(r))).toEqual([])
  for (const action of ['grant', 'refuse', 'disburse'] as const)
    expect(bankCaseFlow.actions[action].by.filter((r) => !bank.includes(r))).toEqual([])
  expect(bankCaseFlow.actions.grant.from).not.toContain('granted')
  expect(bankCaseFlow.actions.refuse.from).not.toContain('refused')
})
