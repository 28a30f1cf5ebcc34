/**
 * Roles (岗位) and the verbs each holds. A grant (岗位授权) is user × role × organisation; it covers the
 * organisation's subtree. The browser never reads this table to decide a right:
 * the session and each answer carry what the actor may do.
 */
export const roles = {
  province_office: '省专班',
  city_office: '市专班',
  county_coordinator: '区县专班·综合协调',
  county_visitor: '区县专班·摸排走访',
  county_reviewer: '区县专班·审核对接',
  town_officer: '镇街联络员',
  grid_worker: '网格员',
  bank_head: '银行（市分行）管理员',
  bank_branch: '银行支行负责人',
  bank_manager: '银行客户经理',
  department_clerk: '部门经办',
  regulator: '金融监管分局/支局',
  enterprise: '企业用户',
  system_admin: '系统管理员',
  security_admin: '安全管理员',
  audit_admin: '审计管理员',
} as const

export type Role = keyof typeof roles
export const roleKeys = Object.keys(roles) as [Role, ...Role[]]

/** Verbs by capability: `noun.verb`, with the words shown in the permission table. */
export const verbs = {
  'account.read': '查看账号与岗位',
  'account.create': '建立账号',
  'account.disable': '停用账号',
  'account.enable': '启用停用的账号',
  'account.reset': '重置口令',
  'grant.request': '申请岗位授权',
  'grant.approve': '批准岗位授权',
  'audit.read': '查看审计记录',
  'job.manage': '查看与重新交办后台任务',
  'integrity.read': '查看数据一致性检查',
  'org.read': '查看机构与区划',
  'parameter.change': '调整参数',
  'division.change': '登记与确认区划变更',
  'import.upload': '上报名单',
  'import.commit': '确认入库',
  'quality.read': '查看数据质量',
  'quality.accept': '认可数据例外',
  'entity.read': '查看经营主体',
  'entity.reveal': '查看明文联系方式',
  'place.decide': '落位',
  'identity.decide': '认定没有代码的主体',
  'screening.read': '查看筛查规则与结果',
  'screening.draft': '起草筛查规则',
  'screening.publish': '发布筛查规则',
  'screening.run': '执行筛查',
  'list.read': '查看走访对象清单',
  'list.draft': '编制走访对象清单',
  'list.publish': '发布走访对象清单',
  'assignment.run': '执行派发',
  'target.read': '查看走访对象',
  'team.read': '查看走访小组与本人责任片区',
  'team.manage': '组建走访小组、安排顶岗与交接',
  'building.manage': '登记楼宇',
  'target.take': '领取走访对象',
  'capacity.change': '调整网点走访能力',
  'visit.read': '查看走访记录',
  'visit.record': '登记走访',
  'declaration.read': '查看融资申报',
  'declaration.write': '填写融资申报',
  'declaration.review': '审核五项标准',
  'declaration.approve': '复核推荐清单',
  'case.read': '查看银行办理',
  'case.push': '推送银行',
  'desk.read': '查看本行办理',
  'case.work': '办理授信放款',
  'board.read': '查看统计看板',
  'ledger.export': '导出台账',
} as const

export type Verb = keyof typeof verbs
export const verbKeys = Object.keys(verbs) as [Verb, ...Verb[]]

const officeReads = [
  'org.read',
  'entity.read',
  'target.read',
  'list.read',
  'team.read',
  'visit.read',
  'declaration.read',
  'case.read',
  'board.read',
  'ledger.export',
] as const satisfies readonly Verb[]

const visiting = [
  'org.read',
  'entity.read',
  'entity.reveal',
  'target.read',
  'target.take',
  'team.read',
  'visit.read',
  'visit.record',
  'declaration.read',
  'declaration.write',
] as const satisfies readonly Verb[]

export const verbsOfRole: Readonly<Record<Role, readonly Verb[]>> = {
  province_office: ['org.read', 'list.read', 'board.read'],
  city_office: [
    ...officeReads,
    'entity.reveal',
    'quality.read',
    'quality.accept',
    'import.upload',
    'import.commit',
    'place.decide',
    'identity.decide',
    'screening.read',
    'screening.draft',
    'screening.publish',
    'screening.run',
    'list.draft',
    'list.publish',
    'assignment.run',
    'capacity.change',
    'team.manage',
    'building.manage',
    'parameter.change',
    'division.change',
    'integrity.read',
  ],
  county_coordinator: [
    ...officeReads,
    'entity.reveal',
    'quality.read',
    'quality.accept',
    'place.decide',
    'identity.decide',
    'screening.read',
    'team.manage',
    'building.manage',
    'declaration.approve',
    'case.push',
  ],
  county_visitor: [...visiting, 'place.decide', 'list.read', 'board.read', 'ledger.export'],
  county_reviewer: [
    ...officeReads,
    'entity.reveal',
    'identity.decide',
    'declaration.write',
    'declaration.review',
    'declaration.approve',
    'case.push',
  ],
  town_officer: [...visiting, 'list.read', 'team.manage', 'building.manage', 'board.read', 'ledger.export'],
  grid_worker: visiting,
  bank_head: ['org.read', 'target.read', 'team.read', 'desk.read', 'board.read', 'ledger.export'],
  bank_branch: [
    'org.read',
    'target.read',
    'team.read',
    'visit.read',
    'desk.read',
    'case.work',
    'board.read',
    'ledger.export',
  ],
  bank_manager: [
    'org.read',
    'target.read',
    'target.take',
    'team.read',
    'visit.read',
    'visit.record',
    'desk.read',
    'case.work',
  ],
  department_clerk: ['org.read', 'import.upload', 'quality.read', 'quality.accept', 'team.read'],
  regulator: [...officeReads, 'quality.read', 'screening.read', 'integrity.read'],
  enterprise: ['declaration.read', 'declaration.write'],
  system_admin: [
    'account.read',
    'account.create',
    'account.disable',
    'account.reset',
    'job.manage',
    'grant.request',
    'org.read',
  ],
  security_admin: ['account.read', 'account.disable', 'account.enable', 'grant.approve', 'org.read'],
  audit_admin: ['audit.read', 'integrity.read'],
}

/** 三员分立: no person may hold two of these at a time (GB/T 22239 8.1.5). */
export const exclusiveOffices = [
  'system_admin',
  'security_admin',
  'audit_admin',
] as const satisfies readonly Role[]

export function holds(role: Role, verb: Verb): boolean {
  return verbsOfRole[role].includes(verb)
}

export type RoleSide = 'government' | 'bank' | 'department' | 'enterprise' | 'office'

/** Which tree a role stands in; it decides the form of its scope. */
export const sideOfRole: Readonly<Record<Role, RoleSide>> = {
  province_office: 'government',
  city_office: 'government',
  county_coordinator: 'government',
  county_visitor: 'government',
  county_reviewer: 'government',
  town_officer: 'government',
  grid_worker: 'government',
  regulator: 'government',
  bank_head: 'bank',
  bank_branch: 'bank',
  bank_manager: 'bank',
  department_clerk: 'department',
  enterprise: 'enterprise',
  system_admin: 'office',
  security_admin: 'office',
  audit_admin: 'office',
}
