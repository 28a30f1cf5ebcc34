import { createHash } from 'node:crypto'
import { firstRules } from '#contract/screening/first-rules.ts'
import { readClock } from '#kernel/clock.ts'
import { hashPassword } from '#kernel/password.ts'
import { anAccount } from './builders.ts'
import {
  aDraftList,
  aDraftOfRules,
  aListFile,
  aListMapping,
  anIdentityCase,
  aPreview,
  aQualityFinding,
  aRegistry,
  aRulePreview,
  aRun,
  type GoodCalls,
  type Stage,
} from './stage.ts'

const aCalendar = '日期,类型,名称\n2027-01-01至2027-01-03,休息,元旦\n2027-01-10,上班,元旦'
let serial = 0
const next = () => (serial += 1)

/** Platform, sessions, accounts. */
export function platformCalls(stage: Stage) {
  const { t, world, say, visitor, city, system, security, auditor } = stage
  const fresh = () => anAccount(t, 'county_visitor', world.countyOfficeId)
  return {
    health: async () => ({ who: t.anonymous, options: {} }),
    bootstrap: async () => {
      const secret = `an-open-secret-of-this-test-${next()}`
      await openSecret(stage, secret)
      const administrators = (['system_admin', 'security_admin', 'audit_admin'] as const).map((role) => ({
        role,
        personName: say(`管理${next()}`),
        login: `first${next()}`,
        password: 'a-long-enough-word',
      }))
      return { who: t.anonymous, options: { body: { secret, administrators } } }
    },
    listParameters: async () => ({ who: visitor, options: {} }),
    changeParameter: async () => {
      const { rows } = await city.ok('listParameters')
      const { version } = rows.find((r) => r.key === 'revealsPerDay')!
      return {
        who: city,
        options: {
          params: { key: 'revealsPerDay' },
          body: { value: 900 + version, reason: say('试验调整', 200), version },
        },
      }
    },
    getCalendar: async () => ({ who: city, options: {} }),
    previewCalendarYear: async () => ({
      who: city,
      options: { body: { year: 2027, text: aCalendar } },
    }),
    enterCalendarYear: async () => {
      const given = { year: 2027, text: aCalendar }
      const { version } = await city.ok('previewCalendarYear', { body: given })
      const noticeNo = say('国办发明电〔2026〕7号', 60)
      return {
        who: city,
        options: { body: { ...given, noticeNo, version } },
      }
    },
    listJobs: async () => ({ who: system, options: {} }),
    retryJob: async () => ({
      who: system,
      options: { params: { jobId: await aDeadJob(stage) }, body: {} },
    }),
    checkIntegrity: async () => ({ who: city, options: {} }),
    login: async () => {
      const accountId = await fresh()
      const { login, password } = await givePassword(stage, accountId)
      return { who: t.anonymous, options: { body: { login, password } } }
    },
    getSession: async () => ({ who: visitor, options: {} }),
    logout: async () => ({ who: await t.signIn(await fresh()), options: {} }),
    switchGrant: async () => {
      const who = await t.signIn(await fresh())
      return { who, options: { body: { grantId: (await who.ok('getSession')).grant.id } } }
    },
    listDivisions: async () => ({ who: visitor, options: {} }),
    listBanks: async () => ({ who: visitor, options: {} }),
    listNotices: async () => ({ who: visitor, options: {} }),
    readNotices: async () => ({ who: visitor, options: { body: { upTo: String(next()) } } }),
    listOrgs: async () => ({ who: system, options: {} }),
    listAccounts: async () => ({ who: system, options: {} }),
    createAccount: async () => ({
      who: system,
      options: {
        body: {
          personName: say('新来的人'),
          login: `new${next()}`,
          password: 'a-long-enough-word',
          role: 'county_visitor',
          orgId: world.countyOfficeId,
        },
      },
    }),
    disableAccount: async () => ({
      who: system,
      options: { params: { accountId: await fresh() }, body: { version: 1, reason: say('已调离', 200) } },
    }),
    enableAccount: async () => {
      const accountId = await fresh()
      await t.owner.query("update account set status = 'disabled' where id = $1", [accountId])
      return {
        who: security,
        options: { params: { accountId }, body: { version: 1, reason: say('已返岗', 200) } },
      }
    },
    resetPassword: async () => {
      const accountId = await fresh()
      await givePassword(stage, accountId)
      return {
        who: system,
        options: { params: { accountId }, body: { version: 1, reason: say('本人忘记', 200) } },
      }
    },
    changePassword: async () => {
      const accountId = await fresh()
      const { password } = await givePassword(stage, accountId)
      return {
        who: await t.signIn(accountId),
        options: { body: { old: password, password: 'four-plain-words-now' } },
      }
    },
    requestGrant: async () => ({
      who: system,
      options: {
        params: { accountId: await fresh() },
        body: { role: 'county_reviewer', orgId: world.countyOfficeId },
      },
    }),
    decideGrant: async () => {
      const grant = await system.ok('requestGrant', {
        params: { accountId: await fresh() },
        body: { role: 'county_reviewer', orgId: world.countyOfficeId },
      })
      return {
        who: security,
        options: {
          params: { grantId: grant.id },
          body: { decision: 'approve', reason: say('同意兼任', 200) },
        },
      }
    },
    listAudit: async () => ({ who: auditor, options: {} }),
  } satisfies Partial<GoodCalls>
}

/** A job that was given up, and can be handed in anew. */
async function aDeadJob({ t }: Stage): Promise<string> {
  const { rows } = await t.owner.query<{ id: string }>(
    `insert into dead_job (key, name, data, reason, failed_at) values ($1, 'places.learn', '{"requester": {}}', '试验', now()) returning id::text`,
    [`dead-${next()}`],
  )
  return rows[0]!.id
}

async function openSecret({ t }: Stage, secret: string): Promise<void> {
  const now = await readClock(t.deps.clock, t.deps.system)
  const values = {
    secretHash: createHash('sha256').update(secret).digest('hex'),
    madeAt: now,
    expiresAt: new Date(now.getTime() + 60_000),
    usedAt: null,
  }
  await t.deps.system
    .insertInto('bootstrapSecret')
    .values(values)
    .onConflict((c) => c.column('id').doUpdateSet(values))
    .execute()
}

let hash: Promise<string> | undefined

/** Gives an account the password of the suite; answers what to sign in with. */
export async function givePassword(
  { t }: Pick<Stage, 't'>,
  accountId: string,
): Promise<{ login: string; password: string }> {
  const password = 'Right-horse-staple-9'
  hash ??= hashPassword(password)
  const { login } = await t.deps.system
    .updateTable('account')
    .set({ passwordHash: await hash })
    .where('id', '=', accountId)
    .returning('login')
    .executeTakeFirstOrThrow()
  return { login, password }
}

/** Raw lists, screening, target lists. */
export function officeCalls(stage: Stage) {
  const { say, city, secondCity, visitor, shown, t } = stage
  const entity = { params: { entityId: shown.firm.id } }
  const batch = async () => ({ batchId: (await aPreview(stage)).id })
  const identityCase = async () => ({
    caseId: await anIdentityCase(t, (await stage.firm()).id, shown.firm.id),
  })
  const committed = async () => {
    const { id, previewHash } = await aPreview(stage)
    await city.ok('commitImport', { params: { batchId: id }, body: { previewHash } })
    return { batchId: id }
  }
  return {
    uploadList: async () => ({
      who: city,
      options: { query: { fileName: say('名单.csv', 200) }, file: aListFile() },
    }),
    listImports: async () => ({ who: city, options: {} }),
    getImport: async () => ({ who: city, options: { params: await batch() } }),
    listImportIssues: async () => ({ who: city, options: { params: await batch() } }),
    exportImportIssues: async () => ({ who: city, options: { params: await batch() } }),
    commitImport: async () => {
      const { id, previewHash } = await aPreview(stage)
      return { who: city, options: { params: { batchId: id }, body: { previewHash } } }
    },
    previewImport: async () => ({ who: city, options: { params: await batch(), body: {} } }),
    cancelImport: async () => ({ who: city, options: { params: await batch(), body: {} } }),
    getQuality: async () => ({ who: city, options: {} }),
    listFindings: async () => ({ who: city, options: {} }),
    exportFindings: async () => ({ who: city, options: { query: { owner: 'all' } } }),
    acceptFinding: async () => ({
      who: city,
      options: {
        params: { findingId: await aQualityFinding(stage) },
        body: { reason: say('已与登记机关核对', 200), version: 1 },
      },
    }),
    listRestorations: async () => ({ who: city, options: {} }),
    tryImport: async () => ({ who: city, options: { params: await batch(), body: {} } }),
    mapImport: async () => ({
      who: city,
      options: { params: await batch(), body: { mapping: aListMapping, saveAs: say('街道名录', 40) } },
    }),
    listImportProfiles: async () => ({ who: city, options: {} }),
    removeImportProfile: async () => {
      await city.ok('mapImport', { params: await batch(), body: { mapping: aListMapping, saveAs: '旧方案' } })
      await t.work()
      const { rows } = await city.ok('listImportProfiles')
      return { who: city, options: { params: { profileId: rows[0]!.id }, body: {} } }
    },
    listIdentityCases: async () => ({ who: city, options: {} }),
    exportIdentityCases: async () => ({ who: city, options: {} }),
    countIdentityCases: async () => ({ who: city, options: {} }),
    getIdentityCase: async () => ({ who: city, options: { params: await identityCase() } }),
    actOnIdentityCase: async () => ({
      who: city,
      options: { params: await identityCase(), body: { action: 'later', version: 1 } },
    }),
    previewReversal: async () => ({ who: city, options: { params: await committed() } }),
    reverseImport: async () => {
      const params = await committed()
      const { version } = await city.ok('previewReversal', { params })
      return {
        who: stage.secondCity,
        options: { params, body: { reason: say('报错了文件，撤回重报'), version } },
      }
    },
    listReversalKept: async () => ({ who: city, options: { params: await batch() } }),
    exportReversalKept: async () => ({ who: city, options: { params: await batch() } }),
    listEntities: async () => ({ who: visitor, options: {} }),
    getEntity: async () => ({ who: visitor, options: entity }),
    reveal: async () => ({
      who: visitor,
      options: { ...entity, body: { field: 'phone', reason: say('约定走访时间', 200) } },
    }),
    countUnplaced: async () => ({ who: visitor, options: {} }),
    listPlaceGroups: async () => ({ who: visitor, options: {} }),
    listPlaceFirms: async () => ({ who: visitor, options: { query: { within: stage.world.county } } }),
    decidePlace: async () => ({ who: visitor, options: { body: await aDecision(stage) } }),
    listPlaceDecisions: async () => ({ who: visitor, options: {} }),
    undoPlaceDecision: async () => {
      const { id } = await visitor.ok('decidePlace', { body: await aDecision(stage) })
      return { who: visitor, options: { params: { decisionId: id }, body: {} } }
    },
    exportUnplaced: async () => ({ who: visitor, options: {} }),
    listRuleSets: async () => ({ who: city, options: {} }),
    draftRules: async () => ({
      who: city,
      options: {
        body: {
          name: say('试验规则'),
          note: say('试验', 300),
          rules: firstRules.map((r) => ({ ...r, label: say(r.label, 60), why: say(r.why, 300) })),
        },
      },
    }),
    publishRules: async () => ({
      who: secondCity,
      options: { params: { ruleSetId: await aDraftOfRules(stage) }, body: {} },
    }),
    editRules: async () => ({
      who: city,
      options: {
        params: { ruleSetId: await aDraftOfRules(stage) },
        body: {
          revision: 1,
          name: say('试验规则'),
          note: say('试验', 300),
          rules: firstRules.map((r) => ({ ...r, label: say(r.label, 60), why: say(r.why, 300) })),
        },
      },
    }),
    discardRules: async () => ({
      who: city,
      options: { params: { ruleSetId: await aDraftOfRules(stage) }, body: { revision: 1 } },
    }),
    previewRules: async () => {
      await aRegistry(stage)
      return { who: city, options: { params: { ruleSetId: await aDraftOfRules(stage) }, body: {} } }
    },
    getRulePreview: async () => ({
      who: city,
      options: { params: { previewId: await aRulePreview(stage) } },
    }),
    listPreviewFirms: async () => ({
      who: city,
      options: { params: { previewId: await aRulePreview(stage) }, query: { change: 'left' } },
    }),
    exportPreviewFirms: async () => ({
      who: city,
      options: { params: { previewId: await aRulePreview(stage) }, query: { change: 'left' } },
    }),
    compareRules: async () => ({
      who: city,
      options: {
        params: { ruleSetId: await aDraftOfRules(stage) },
        query: { with: await aDraftOfRules(stage) },
      },
    }),
    replayScreening: async () => ({ who: city, options: { params: { runId: await aRun(stage) }, body: {} } }),
    listRunFirms: async () => ({ who: city, options: { params: { runId: await aRun(stage) } } }),
    runScreening: async () => {
      await aRegistry(stage)
      return { who: city, options: { body: { asOf: '2026-11-20' } } }
    },
    listScreeningRuns: async () => ({ who: city, options: {} }),
    getScreeningRun: async () => ({ who: city, options: { params: { runId: await aRun(stage) } } }),
    explainEntity: async () => ({ who: visitor, options: entity }),
    listTargetLists: async () => ({ who: city, options: {} }),
    draftTargetList: async () => ({
      who: city,
      options: { body: { runId: await aRun(stage), name: say('试验清单'), round: say(`轮${next()}`, 20) } },
    }),
    assignTargetList: async () => ({
      who: city,
      options: { params: { listId: await aDraftList(stage) }, body: {} },
    }),
    getAssignment: async () => ({ who: city, options: { params: { listId: await aDraftList(stage) } } }),
    listAssignmentMoves: async () => ({
      who: city,
      options: { params: { listId: await aDraftList(stage) } },
    }),
    publishTargetList: async () => {
      const params = { listId: await aDraftList(stage) }
      await city.ok('assignTargetList', { params, body: {} })
      await t.work()
      return { who: secondCity, options: { params, body: {} } }
    },
  } satisfies Partial<GoodCalls>
}

/** A firm known to its county alone, and the community it is put into. */
async function aDecision({ world }: Stage) {
  const { id } = await world.firm({ division: world.county })
  return { entityId: id, division: world.communities[0] }
}
