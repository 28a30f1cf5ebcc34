import { beforeAll, describe, expect, test } from 'vitest'
import { systemActor } from '#kernel/actor.ts'
import { inContext } from '#kernel/context.ts'
import { requesterOf } from '#kernel/jobs.ts'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import { aCast, type Cast, office, queuedCases } from '#test/story.ts'
import { jobHandlers } from './jobs.ts'
import { sweepDeadlines } from './modules/financing/financing.jobs.ts'
import { deliverNotices } from './modules/organisations/notice.jobs.ts'
import { readBatch } from './modules/registry/import/import.jobs.ts'

/** Work in the background is done once in effect, when it runs twice and when it was cut off before. */
const t = testApp()
let world: World
let cast: Cast
let city: Caller

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
  city = await world.staff('city_office')
})

const requester = requesterOf(systemActor)
const run = (job: keyof typeof jobHandlers, data: Record<string, unknown>) =>
  jobHandlers[job]!(t.deps, { ...data, job, jobKey: job, requester }, true)

async function rowsOf<R extends object>(text: string, values: unknown[] = []): Promise<R[]> {
  return (await t.owner.query<R>(text, values)).rows
}
const timesDone = async (flow: string, action: string, subjectId: string) =>
  (
    await rowsOf<{ n: number }>(
      'select count(*)::int as n from action_log where flow = $1 and action = $2 and subject_id = $3',
      [flow, action, subjectId],
    )
  )[0]!.n

describe('reading a list', () => {
  const lines = [
    '银行,网点名称,行政区划代码,年走访能力',
    '己银行,己银行城区支行,440801000000,100',
    '己银行,,440801000000,100',
    '庚银行,庚银行支行,440801000000,很多',
  ]
  const upload = (n: number) =>
    city.ok('uploadList', {
      query: { fileName: `网点${n}.csv`, kind: 'branch' },
      file: Buffer.from(`${lines.join('\n')}\n辛银行,辛银行支行,440801000000,${n}\n`),
    })
  const jobOf = async (batchId: string) =>
    (
      await rowsOf<{ data: { path: string } }>(
        "select data from pgboss.job where name = 'import.read' and data->>'batchId' = $1",
        [batchId],
      )
    )[0]!.data
  /** Everything a reading leaves behind, but for the numbers of the batch. */
  const leftBy = (batchId: string) =>
    rowsOf(
      `select b.state, b.rows_in, b.rejected, b.preview, b.preview_hash,
        (select count(*)::int from stage_branch s where s.batch_id = b.id) as staged,
        (select count(*)::int from import_sheet s where s.batch_id = b.id) as sheets,
        (select count(*)::int from import_issue s where s.batch_id = b.id) as issues,
        (select count(*)::int from import_reject s where s.batch_id = b.id) as rejects
       from import_batch b where id = $1`,
      [batchId],
    )

  test('that was cut off before its preview is read again from the start', async () => {
    const [whole, cut] = [await upload(7), await upload(8)]
    await run('import.read', { batchId: whole.id, path: (await jobOf(whole.id)).path })
    const { path } = await jobOf(cut.id)
    await readBatch(t.deps, cut.id, path, null)
    await run('import.read', { batchId: cut.id, path })
    const [left] = await leftBy(whole.id)
    expect(left).toMatchObject({ state: 'previewed', staged: 2, sheets: 1 })
    expect(await leftBy(cut.id)).toEqual([left])
    await run('import.read', { batchId: cut.id, path })
    expect(await timesDone('import', 'preview', cut.id), 'a third time changes nothing').toBe(1)
    const { previewHash } = await city.ok('getImport', { params: { batchId: cut.id } })
    const done = await city.ok('commitImport', { params: { batchId: cut.id }, body: { previewHash } })
    expect(done).toMatchObject({ state: 'committed', accepted: 2 })
  })
})

test('a job whose worker fell silent is tried again within a minute; when every try was cut off, its page says so', async () => {
  const { id } = await city.ok('uploadList', {
    query: { fileName: '断.csv', kind: 'branch' },
    file: Buffer.from('银行,网点名称,行政区划代码,年走访能力\n壬银行,壬银行支行,440801000000,3\n'),
  })
  const queues = await rowsOf<{ heartbeat: number; dead: string | null }>(
    "select heartbeat_seconds as heartbeat, dead_letter as dead from pgboss.queue where name in ('import.read', 'screening.run', 'assignment.run')",
  )
  expect(queues).toEqual(Array(3).fill({ heartbeat: 20, dead: 'jobs.dead' }))
  await t.owner.query(
    "update pgboss.job set state = 'active', retry_count = retry_limit, started_on = now() - interval '1 minute', heartbeat_on = now() - interval '1 minute' where name = 'import.read' and data->>'batchId' = $1",
    [id],
  )
  const left = async () => (await city.ok('getImport', { params: { batchId: id } })).state
  for (let waited = 0; waited < 80 && (await left()) === 'reading'; waited++) {
    await new Promise((resume) => setTimeout(resume, 250))
    await t.work()
  }
  const batch = await city.ok('getImport', { params: { batchId: id } })
  expect([batch.state, batch.failure]).toEqual(['failed', expect.stringContaining('请重新办理')])
}, 60_000)

test('screening and assigning run twice at once are done once', async () => {
  await world.firm()
  const maker = await world.staff('city_office')
  const rules = [
    {
      key: 'gone',
      label: '已注销',
      why: '登记状态表明不在经营',
      effect: { exclude: true },
      when: { field: 'registrationStatus', is: 'oneOf', words: ['cancelled'] },
    },
  ]
  const draft = await maker.ok('draftRules', { body: { name: '试验规则', rules } })
  await city.ok('publishRules', { params: { ruleSetId: draft.id }, body: {} })
  const { id: runId } = await city.ok('runScreening', { body: {} })
  await Promise.all([1, 2, 3].map(() => run('screening.run', { runId })))
  expect(await timesDone('screening', 'finish', runId)).toBe(1)
  const list = await maker.ok('draftTargetList', { body: { runId, name: '试验清单', round: '首轮' } })
  await maker.ok('assignTargetList', { params: { listId: list.id }, body: {} })
  const [assignment] = await rowsOf<{ id: string }>(
    'select id::text from assignment_run where list_id = $1',
    [list.id],
  )
  const assignmentId = assignment!.id
  await Promise.all([1, 2, 3].map(() => run('assignment.run', { assignmentId })))
  expect(await timesDone('assignment', 'finish', assignmentId)).toBe(1)
  const { assignment: shown } = (await city.ok('listTargetLists')).rows.find((l) => l.id === list.id)!
  expect(shown).toMatchObject({ state: 'done', unplaced: 0 })
})

test('a job that fails after another has finished it does not say that it failed', async () => {
  const [run] = await rowsOf<{ id: string }>(
    "select id::text from screening_run where state = 'done' limit 1",
  )
  const { failRun } = await import('./modules/screening/screening.commands.ts')
  const { failAssignment } = await import('./modules/assignment/assignment.commands.ts')
  const [assigned] = await rowsOf<{ id: string }>(
    "select id::text from assignment_run where state = 'done' limit 1",
  )
  await inContext(t.deps, systemActor, (ctx) => failRun(ctx, run!.id, '超时'))
  await inContext(t.deps, systemActor, (ctx) => failAssignment(ctx, assigned!.id, '超时'))
  expect(await timesDone('screening', 'fail', run!.id)).toBe(0)
  expect(await timesDone('assignment', 'fail', assigned!.id)).toBe(0)
})

describe('sweeps', () => {
  async function pushedCases(n: number): Promise<string[]> {
    const firms = await Promise.all(Array.from({ length: n }, () => world.firm()))
    const stories = await queuedCases(t, world, cast, firms)
    for (const { caseId } of stories) await office(cast.checker, caseId, { action: 'push' })
    return stories.map((s) => s.caseId)
  }
  const statusesOf = async (ids: string[]) =>
    (
      await rowsOf<{ status: string }>('select status from bank_case where id = any ($1) order by id', [ids])
    ).map((r) => r.status)
  async function pass(days: number): Promise<void> {
    await deliverNotices(t.deps)
    t.clock.advance(days * 86_400_000)
    for (const name of ['reviewer', 'checker', 'main', 'backup'] as const)
      cast[name] = await t.signIn(cast[name].accountId!)
  }

  test('run four times at once expire each case once, and tell of it once', async () => {
    const ids = await pushedCases(4)
    await pass(31)
    const moved = await Promise.all([1, 2, 3, 4].map(() => sweepDeadlines(t.deps)))
    expect(moved.reduce((a, b) => a + b, 0)).toBe(ids.length)
    for (const id of ids) expect(await timesDone('bank_case', 'expire', id)).toBe(1)
    // A message waits for every transaction begun before it, those of other files' databases too.
    let taken = 0
    const deliver = async () => {
      const four = await Promise.all([1, 2, 3, 4].map(() => deliverNotices(t.deps)))
      taken += four.reduce((a, b) => a + b, 0)
      return taken
    }
    await expect.poll(deliver, { timeout: 20_000 }).toBeGreaterThanOrEqual(ids.length)
    const told = await rowsOf(
      `select l.subject_id, count(*)::int as n from notice n join action_log l on l.seq = n.action_seq
       where l.flow = 'bank_case' and l.action = 'expire' group by 1, n.org_id having count(*) > 1`,
    )
    expect(told).toEqual([])
  })

  test('go on past a case that cannot be moved now', async () => {
    const ids = await pushedCases(3)
    await pass(31)
    await t.owner.query('begin')
    await t.owner.query('select from bank_case where id = $1 for update', [ids[0]])
    const swept = sweepDeadlines(t.deps).then(
      () => 'quiet',
      () => 'told',
    )
    const outcome = await swept
    await t.owner.query('rollback')
    expect(await statusesOf(ids)).toEqual(['pushed', 'expired', 'expired'])
    expect(outcome, 'what failed is not hidden').toBe('told')
    expect(await sweepDeadlines(t.deps)).toBe(1)
    await deliverNotices(t.deps)
  })
})
