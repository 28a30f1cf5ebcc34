import { firstRules } from '#contract/screening/first-rules.ts'
import { ensureRules } from '#modules/screening/screening.commands.ts'
import type { Caller, CallOptions, RouteKey, TestApp } from './app.ts'
import { aWorld, type TestFirm, type World } from './builders.ts'
import { aCast, aDeclaration, type Cast, pushed } from './story.ts'

/** One call of a route that succeeds: who makes it, and with what. */
export interface GoodCall {
  who: Caller
  options: CallOptions
}

/** How to come to a good call of each of some routes; each asking makes another, with all that must be there first. */
export type GoodCalls<K extends RouteKey = RouteKey> = { [R in K]: () => Promise<GoodCall> }

/** A county with someone on every post that the routes need, and one case of the main bank, pushed. */
export interface Stage {
  t: TestApp
  world: World
  cast: Cast
  visitor: Caller
  city: Caller
  secondCity: Caller
  secondCoordinator: Caller
  branchHead: Caller
  system: Caller
  security: Caller
  auditor: Caller
  /** The words of every free text, so that a test can have its own written; at most so many letters. */
  say: (words: string, max?: number) => string
  /** A firm young enough to pass the first rules. */
  firm(): Promise<TestFirm>
  shown: { firm: TestFirm; declarationId: string; caseId: string }
}

export async function aStage(t: TestApp, say: Stage['say'] = (words) => words): Promise<Stage> {
  const world = await aWorld(t)
  const cast = await aCast(world)
  const firm = () => world.firm({ foundedOn: '2025-06-01' })
  const shownFirm = await firm()
  await t.system(ensureRules)
  const declarationId = await aDeclaration(world, cast, shownFirm)
  return {
    t,
    world,
    cast,
    visitor: await world.staff('county_visitor'),
    city: await world.staff('city_office'),
    secondCity: await world.staff('city_office'),
    secondCoordinator: await world.staff('county_coordinator'),
    branchHead: await world.staff('bank_branch'),
    system: await world.staff('system_admin'),
    security: await world.staff('security_admin'),
    auditor: await world.staff('audit_admin'),
    say,
    firm,
    shown: { firm: shownFirm, declarationId, caseId: await pushed(world, cast, declarationId) },
  }
}

let files = 0

/** A registration list of one firm, different at each call. */
export function aListFile(): Buffer {
  files += 1
  return Buffer.from(
    `企业名称,统一社会信用代码,成立日期,主体类型,登记状态,住所\n试验名单${files}号商行,9244080${files}MA00000000,2024-05-06,个体工商户,存续,试验路${files}号\n`,
  )
}

/** How such a list is read, said by hand. */
export const aListMapping = {
  kind: 'registration',
  sheets: [
    {
      sheet: 1,
      headerRow: 1,
      titleRows: 1,
      columns: ['name', 'code', 'founded_on', 'type_text', 'registration_status', 'address'].map(
        (field, index) => ({ index, field, unit: null, dateOrder: null }),
      ),
    },
  ],
}

/** A registry that some list has gone into, and no job waiting: what a screening asks for. */
export async function aRegistry(stage: Stage): Promise<void> {
  const { rows } = await stage.t.owner.query('select from registry_version limit 1')
  if (rows.length === 0) {
    const { id, previewHash } = await aPreview(stage)
    await stage.city.ok('commitImport', { params: { batchId: id }, body: { previewHash } })
  }
  await stage.t.work()
}

/** A finished screening; answers its id. */
export async function aRun(stage: Stage): Promise<string> {
  await stage.firm()
  await aRegistry(stage)
  const run = await stage.city.ok('runScreening', { body: {} })
  await stage.t.work()
  return run.id
}

/** A draft list of a finished screening, made by the first clerk of the city; answers its id. */
export async function aDraftList(stage: Stage): Promise<string> {
  const runId = await aRun(stage)
  const list = await stage.city.ok('draftTargetList', {
    body: { runId, name: '试验清单', round: `轮${runId}` },
  })
  return list.id
}

/** A draft whose firms have their banks; answers its id. */
export async function anAssignedList(stage: Stage): Promise<string> {
  const listId = await aDraftList(stage)
  await stage.city.ok('assignTargetList', { params: { listId }, body: {} })
  await stage.t.work()
  return listId
}

/** A list that was read and waits to be committed; answers the batch. */
export async function aPreview(stage: Stage) {
  const { id } = await stage.city.ok('uploadList', { query: { fileName: '名单.csv' }, file: aListFile() })
  await stage.t.work()
  return stage.city.ok('getImport', { params: { batchId: id } })
}

/** A finding of data quality on the firm that is shown, of the city office's to mend; answers its id. */
export async function aQualityFinding({ t, world, shown }: Stage): Promise<string> {
  findings += 1
  const { id } = await t.deps.system
    .insertInto('qualityFinding')
    .values({
      rule: `planted${findings}`,
      subject: 'firm',
      subjectId: shown.firm.id,
      entityId: shown.firm.id,
      division: shown.firm.division,
      ownerId: world.cityOfficeId,
      title: shown.firm.name,
      shown: '{}',
      content: '0',
      state: 'open',
      openedOn: '2026-11-20',
      firstSeenOn: '2026-11-20',
      lastSeenOn: '2026-11-20',
      runId: '1',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
let findings = 0

export async function aDraftOfRules(stage: Stage): Promise<string> {
  const draft = await stage.city.ok('draftRules', { body: { name: '试验规则', rules: firstRules } })
  return draft.id
}

/** The finished preview of a draft; answers its id. */
export async function aRulePreview(stage: Stage): Promise<string> {
  await aRegistry(stage)
  const params = { ruleSetId: await aDraftOfRules(stage) }
  const preview = await stage.city.ok('previewRules', { params, body: {} })
  await stage.t.work()
  return preview.id
}

let calls = 0

/** Another address at each call: the public page counts by it. */
export function anAddress(): string {
  calls += 1
  return `10.9.${Math.floor(calls / 250)}.${(calls % 250) + 1}`
}

/** A firm as if it had come without a code and looked like another: an open case of the queue; answers its id. */
export async function anIdentityCase(t: TestApp, firmId: string, likeId: string): Promise<string> {
  const { rows } = await t.owner.query<{ id: string }>(
    `with c as (
       insert into identity_case (kind, fact_id, self_id, batch_id, sheet, row_no, memory_key, division, score, state, opened_at)
       select 'registration', f.fact_id, e.id, f.batch_id, f.sheet, f.row_no, 'test' || f.fact_id, e.division, 50, 'open', now()
       from entity e join fact_registration f on f.fact_id = e.registration_fact where e.id = $1 returning id)
     insert into identity_candidate (case_id, rank, entity_id, score, parts) select id, 1, $2, 50, '{"brandSame": 34, "addressLike": 16}' from c returning case_id as id`,
    [firmId, likeId],
  )
  return rows[0]!.id
}
