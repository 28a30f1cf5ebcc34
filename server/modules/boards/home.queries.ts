import * as z from 'zod'
import type { Role } from '#contract/organisations/roles.ts'
import type { Ctx } from '#kernel/context.ts'
import { rows } from '#kernel/rows.ts'
import { type Card, cards } from './home.cards.ts'

const office = ['overdue', 'amber', 'consult'] as const
const visiting = ['toVisit', 'revisit', 'needs', 'supplement'] as const
const desk = ['deskRed', 'deskAmber', 'deskNew', 'deskOpen', 'deskLend'] as const

/** Which cards each post opens with: what must be done today, the most pressing first. */
const cardsOfRole: Readonly<Record<Role, readonly (keyof typeof cards)[]>> = {
  province_office: [],
  city_office: [
    ...office,
    'imports',
    'unmappedImports',
    'failedImports',
    'draftRules',
    'draftLists',
    'toVisit',
    'exports',
    'calendar',
  ],
  county_coordinator: [...office, 'check', 'push', 'toVisit', 'needs', 'exports'],
  county_visitor: visiting,
  county_reviewer: [
    'overdue',
    'amber',
    'verify',
    'review',
    'check',
    'push',
    'supplement',
    'consult',
    'exports',
  ],
  town_officer: ['verify', ...visiting],
  grid_worker: visiting,
  bank_head: [...desk, 'exports'],
  bank_branch: desk,
  bank_manager: ['deskRed', 'deskAmber', 'deskNew', 'deskOpen', 'deskLend', 'toVisit'],
  department_clerk: ['sentImports', 'unmappedImports', 'failedImports'],
  regulator: office,
  enterprise: [],
  system_admin: ['grants'],
  security_admin: ['grants'],
  audit_admin: [],
}

const Counted = z.object({ n: z.int(), hint: z.string().nullish() })

/** What waits for the actor, counted under their own scope. */
export async function getHome(ctx: Ctx) {
  const found = []
  for (const name of cardsOfRole[ctx.actor.role]) {
    const { count: statement, ...card }: Card = cards[name]
    const [row] = await rows(ctx.trx, statement(ctx), Counted)
    found.push({ ...card, count: row!.n, hint: row!.hint ?? card.hint })
  }
  return { cards: found }
}
