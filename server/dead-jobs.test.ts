import { beforeAll, expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'

/** A job whose every try was cut off is told to the system administrators, who can hand it in anew. */
const t = testApp()
let world: World
let city: Caller
let system: Caller

beforeAll(async () => {
  world = await aWorld(t)
  city = await world.staff('city_office')
  system = await world.staff('system_admin')
})

/** The worker of the last try fell silent a minute ago; answers once the job has been given up. */
async function cutOff(name: string, field: string, id: string): Promise<void> {
  await t.owner.query(
    `update pgboss.job set state = 'active', retry_count = retry_limit, started_on = now() - interval '1 minute', heartbeat_on = now() - interval '1 minute'
      where name = $1 and data->>$2 = $3`,
    [name, field, id],
  )
  const dead = () =>
    t.owner.query('select from dead_job where name = $1 and data->>$2 = $3', [name, field, id])
  await expect
    .poll(
      async () => {
        await t.work()
        return (await dead()).rowCount
      },
      { timeout: 40_000 },
    )
    .toBe(1)
}

const aList = (fileName: string) =>
  city.ok('uploadList', {
    query: { fileName, kind: 'branch' },
    file: Buffer.from(`银行,网点名称,行政区划代码,年走访能力\n壬银行,${fileName}支行,440801000000,3\n`),
  })

async function aScreening(): Promise<string> {
  const { id } = await aList('己')
  await t.work()
  const { previewHash } = await city.ok('getImport', { params: { batchId: id } })
  await city.ok('commitImport', { params: { batchId: id }, body: { previewHash } })
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
  return (await city.ok('runScreening', { body: {} })).id
}

const done = async (action: string, id: string) =>
  (
    await t.owner.query(
      "select from action_log where flow = 'screening' and action = $1 and subject_id = $2",
      [action, id],
    )
  ).rowCount

test('a screening that was given up is told of, handed in anew and then done once', async () => {
  const runId = await aScreening()
  await cutOff('screening.run', 'runId', runId)
  const run = async () => (await city.ok('listScreeningRuns', {})).rows.find((r) => r.id === runId)?.state
  expect(await run()).toBe('failed')
  const [dead] = (await system.ok('listJobs')).rows
  expect(dead).toMatchObject({ label: '筛查', canRetry: true, retriedAt: null })
  expect([dead!.reason, dead!.requestedBy]).toEqual([
    expect.stringContaining('没有响应'),
    expect.stringContaining('试人'),
  ])
  await expect
    .poll(
      async () => {
        await t.deliver()
        return (await system.ok('listNotices')).rows.map((n) => [n.title, n.link])
      },
      { timeout: 20_000 },
    )
    .toContainEqual(['后台任务“筛查”几次都没有做完，请查看处理', '/jobs'])
  const retried = await system.ok('retryJob', { params: { jobId: dead!.id }, body: {} })
  expect([retried.canRetry, retried.retriedAt === null]).toEqual([false, false])
  const twice = await system.call('retryJob', { params: { jobId: dead!.id }, body: {} })
  expect([twice.status, twice.problem.message]).toEqual([409, expect.stringContaining('已经重新交办')])
  await t.work()
  expect([await run(), await done('finish', runId), await done('fail', runId)]).toEqual(['done', 1, 1])
}, 90_000)

test('a list whose file is gone is not handed in anew here: it is said who sends it again', async () => {
  const { id } = await aList('断')
  await cutOff('import.read', 'batchId', id)
  const dead = (await system.ok('listJobs')).rows.find((r) => r.name === 'import.read')
  expect(dead).toMatchObject({ canRetry: false, advice: expect.stringContaining('重新上报') as string })
  const refused = await system.call('retryJob', { params: { jobId: dead!.id }, body: {} })
  expect([refused.status, refused.problem.message]).toEqual([422, expect.stringContaining('重新上报')])
}, 90_000)

test('what runs in the background is the system administrators’ to see', async () => {
  expect((await city.call('listJobs')).status).toBe(403)
  expect(await system.ok('listJobs')).toMatchObject({ waiting: 0, running: 0, oldestWaitingAt: null })
})
