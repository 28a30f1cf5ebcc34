import * as z from 'zod'
import { Day, DivisionCode, Id, Instant, keysOf } from '../kernel/ids.ts'
import { verbKeys } from './roles.ts'
import { accountStatuses, divisionLevels, grantStates, orgKinds, RoleName } from './words.ts'

/** What the API shows of people, posts, places and bodies. */
export const GrantView = z
  .object({
    id: Id,
    role: RoleName,
    roleLabel: z.string(),
    orgId: Id,
    orgName: z.string(),
    state: z.enum(keysOf(grantStates)),
  })
  .meta({ id: 'Grant' })
export const SessionView = z
  .object({
    accountId: Id,
    login: z.string(),
    personName: z.string(),
    grant: GrantView,
    grants: z.array(GrantView),
    verbs: z.array(z.enum(verbKeys)),
    division: DivisionCode.nullable(),
    divisionName: z.string().nullable(),
    bankName: z.string().nullable(),
    today: Day,
    expiresAt: Instant,
    passwordDue: z.boolean().meta({ description: '用的是一次性口令，须先修改口令' }),
  })
  .meta({ id: 'Session' })
export type SessionView = z.infer<typeof SessionView>
export const DivisionView = z
  .object({
    code: DivisionCode,
    name: z.string(),
    level: z.enum(keysOf(divisionLevels)),
    parent: DivisionCode.nullable(),
  })
  .meta({ id: 'Division' })
export const OrgView = z
  .object({
    id: Id,
    kind: z.enum(keysOf(orgKinds)),
    name: z.string(),
    parentId: Id.nullable(),
    division: DivisionCode.nullable(),
  })
  .meta({ id: 'Org' })
export const AccountRow = z
  .object({
    id: Id,
    login: z.string(),
    personName: z.string(),
    status: z.enum(keysOf(accountStatuses)),
    grants: z.array(GrantView),
    version: z.int(),
  })
  .meta({ id: 'Account' })
