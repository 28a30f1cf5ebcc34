import { type Role, sideOfRole, type Verb, verbsOfRole } from '#contract/organisations/roles.ts'
import { rangeOfDivision } from '#contract/organisations/words.ts'

/** Who acts, on which post: one session stands on one grant at a time, so its scope is one subtree. */
export interface Actor {
  accountId: string
  personId: string
  login: string
  personName: string
  sessionId: string | null
  grantId: string | null
  role: Role
  orgId: string
  orgName: string
  scope: Scope
  /** True for the clockwork and the operator's command line: named accounts nobody can sign in to. */
  internal: boolean
  /** Signed in with a one-time password: nothing else is done before it is changed. */
  passwordDue: boolean
}

export type Scope =
  | { kind: 'place'; division: string; lo: bigint; hi: bigint; whole: boolean }
  | { kind: 'bank'; bankId: string; orgIds: string[] }
  | { kind: 'firm'; entityId: string }
  | { kind: 'department' }
  | { kind: 'office' }
  | { kind: 'auditor' }
  | { kind: 'system' }

export interface Post {
  role: Role
  division: string | null
  rootDivision: string | null
  bankId: string | null
  /** The organisation and everything below it in the bank tree. */
  orgIds: string[]
  entityId: string | null
}

/**
 * The scope of a post. A place that covers the whole deployment needs no range check per row; a post without a place,
 * or a deployment whose root is not known yet, covers nothing.
 */
export function scopeOfPost(post: Post): Scope {
  switch (sideOfRole[post.role]) {
    case 'government': {
      const { lo, hi } = rangeOfDivision(post.division ?? '0')
      const root = BigInt(post.rootDivision ?? '0')
      const whole = root > 0n && root >= lo && root <= hi
      return { kind: 'place', division: post.division ?? '0', lo, hi, whole }
    }
    case 'bank':
      return { kind: 'bank', bankId: post.bankId ?? '0', orgIds: post.orgIds }
    case 'enterprise':
      return { kind: 'firm', entityId: post.entityId ?? '0' }
    case 'department':
      return { kind: 'department' }
    case 'office':
      return { kind: post.role === 'audit_admin' ? 'auditor' : 'office' }
  }
}

/** May this actor do this at all? Where the object lies is the business of the scope and the row policies. */
export function can(actor: Actor, verb: Verb): boolean {
  return actor.internal || verbsOfRole[actor.role].includes(verb)
}

/** The two internal accounts, made by the migration. */
export const systemActor: Actor = internalActor('1', '1', 'system', '系统')
export const operatorActor: Actor = internalActor('2', '2', 'operator', '运维命令行')

function internalActor(accountId: string, personId: string, login: string, personName: string): Actor {
  return {
    accountId,
    personId,
    login,
    personName,
    sessionId: null,
    grantId: null,
    role: 'city_office',
    orgId: '0',
    orgName: '平台',
    scope: { kind: 'system' },
    internal: true,
    passwordDue: false,
  }
}
