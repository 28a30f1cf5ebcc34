import * as z from 'zod'
import { type Role, roleKeys } from './roles.ts'

export const divisionLevels = {
  province: '省',
  city: '市',
  county: '区县',
  town: '镇街',
  community: '社区（村）',
} as const
export type DivisionLevel = keyof typeof divisionLevels

export const orgKinds = {
  province_office: '省专班',
  city_office: '市专班',
  county_office: '区县专班',
  town_office: '镇街',
  community: '社区（村）网格',
  department: '部门',
  regulator: '监管机构',
  bank: '银行',
  bank_branch: '银行支行',
  firm: '企业',
  platform: '平台管理',
} as const
export type OrgKind = keyof typeof orgKinds

/** Which kinds of organisation a role may stand in: bank roles never in a government body and the reverse. */
export const orgKindsOfRole: Readonly<Record<Role, readonly OrgKind[]>> = {
  province_office: ['province_office'],
  city_office: ['city_office'],
  county_coordinator: ['county_office'],
  county_visitor: ['county_office'],
  county_reviewer: ['county_office'],
  town_officer: ['town_office'],
  grid_worker: ['town_office', 'community'],
  bank_head: ['bank'],
  bank_branch: ['bank_branch'],
  bank_manager: ['bank_branch'],
  department_clerk: ['department'],
  regulator: ['regulator'],
  enterprise: ['firm'],
  system_admin: ['platform'],
  security_admin: ['platform'],
  audit_admin: ['platform'],
}

export const accountStatuses = { active: '正常', disabled: '已停用' } as const
export type AccountStatus = keyof typeof accountStatuses

export const grantStates = {
  requested: '待批准',
  active: '有效',
  refused: '未批准',
  ended: '已结束',
} as const
export type GrantState = keyof typeof grantStates

export const divisionChangeKinds = {
  merge: '并入',
  rename: '更名',
  split: '析置',
  recode: '换代码',
} as const
export type DivisionChangeKind = keyof typeof divisionChangeKinds

export const divisionChangeStates = {
  proposed: '待确认',
  planned: '待生效',
  done: '已生效',
  cancelled: '已撤销',
} as const

/** How many codes lie below a division code of each level: subtree = [code, code + span - 1]. */
const spans: Readonly<Record<DivisionLevel, bigint>> = {
  province: 10n ** 10n,
  city: 10n ** 8n,
  county: 10n ** 6n,
  town: 10n ** 3n,
  community: 1n,
}

/**
 * Level of a 12-digit code by its trailing zeros. Right for every code of the 2023 list; a division row's
 * own level wins where one exists (functional zones).
 */
export function levelOfCode(code: bigint | string): DivisionLevel {
  const zeros = /0*$/.exec(code.toString())?.[0].length ?? 0
  if (zeros >= 10) return 'province'
  if (zeros >= 8) return 'city'
  if (zeros >= 6) return 'county'
  return zeros >= 3 ? 'town' : 'community'
}

/** The subtree of a division as a closed range of 12-digit codes: the materialised path (database.md 6). */
export function rangeOfDivision(code: bigint | string): { lo: bigint; hi: bigint } {
  const lo = BigInt(code)
  return { lo, hi: lo + spans[levelOfCode(lo)] - 1n }
}

/** The ancestor of a code at a level, e.g. the county of a community. */
export function ancestorOf(code: bigint | string, level: DivisionLevel): bigint {
  const n = BigInt(code)
  return n - (n % spans[level])
}

export const RoleName = z.enum(roleKeys)

export const Login = z
  .string()
  .trim()
  .min(2)
  .max(64)
  .regex(/^[A-Za-z0-9._@-]+$/, '账号只能用字母、数字和 . _ - @')
export const Password = z
  .string()
  .min(10, '口令至少 10 位')
  .max(128)
  .refine((p) => !isCommon(p), '这个口令太常见或太有规律，容易被猜中；可用几个不相干的词连起来')

/** What is tried first: one piece over and over, a run of the keyboard or of numbers, the words everybody takes. */
function isCommon(password: string): boolean {
  const p = password.toLowerCase()
  const stem = p.replace(/[^a-z]/g, '')
  return (
    /^(.{1,4}?)\1+.{0,3}$/su.test(p) ||
    runs.some((run) => run.includes(p)) ||
    commonStems.includes(stem.replace(/(.)\1+$/, '$1'))
  )
}

const forward = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm', '1qaz2wsx3edc4rfv']
const runs = forward.flatMap((run) => [run.repeat(2), Array.from(run.repeat(2)).reverse().join('')])
const commonStems = [
  'password',
  'passwd',
  'passw',
  'admin',
  'administrator',
  'qwerty',
  'welcome',
  'letmein',
  'iloveyou',
  'woaini',
  'root',
  'test',
  'abc',
  'abcd',
  'pwd',
]

/** A password must not contain the login: it would be guessed with it. A login of two letters says nothing. */
export const isApartFromLogin = (a: { login: string; password: string }): boolean =>
  a.login.trim().length < 3 || !a.password.toLowerCase().includes(a.login.trim().toLowerCase())
/** What is said of one that does, and at which field. */
export const loginInside = { path: ['password'], error: '口令中不能含有账号名，请换一个' }
