import { beforeAll, describe, expect, test } from 'vitest'
import type { JobData } from '#kernel/jobs.ts'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld } from '#test/builders.ts'
import {
  aListedFirm,
  type Batch,
  booksOfCalls,
  commit,
  csvFile,
  fingerprint,
  issuesOf,
  refuse,
  registryRows,
  take,
  upload,
} from '#test/lists.ts'
import { importJobs } from './import.jobs.ts'

/** What an interruption leaves: a reading that is finished at the next try, a commit that never was. */
const t = testApp()
let clerk: Caller
const place = '试1区甲1街道东社区'

beforeAll(async () => {
  clerk = await (await aWorld(t)).staff('city_office')
})

/** A list with a row of every fate. */
function list(name: string) {
  const [plain, twice, wrong] = [aListedFirm(place), aListedFirm(place), aListedFirm(place, { uscc: '99' })]
  return csvFile(`${name}登记.csv`, registryRows([plain, twice, twice, wrong]))
}
const outcome = { fresh: 2, changed: 0, unchanged: 1, rejected: 1 }

describe('a reading that is cut off', () => {
  const points = [
    ['insert', 'import_sheet'],
    ['insert', 'stage_registration'],
    ['insert', 'import_issue'],
    ['insert', 'import_reject'],
    ['update', 'import_sheet'],
    ['update', 'import_batch'],
    ['insert', 'import_match'],
    ['insert', 'action_log'],
  ] as const

  test.each(points)('at the %s of %s is finished at the next try', async (event, table) => {
    const file = list(`断在${event}${table}`)
    const { id } = await clerk.ok('uploadList', { file: file.bytes, query: { fileName: file.name } })
    const lift = await refuse(t, event, table)
    await expect(t.work()).rejects.toThrow('refused by the test')
    await lift()
    const params = { batchId: id }
    expect((await clerk.ok('getImport', { params })).state).toBe('reading')
    await importJobs['import.read']!(t.deps, await lastJob(), true)
    const batch = await clerk.ok('getImport', { params })
    expect(batch.preview).toMatchObject(outcome)
    expect((await issuesOf(clerk, id)).map((i) => [i.rowNo, i.code])).toEqual([
      [4, 'duplicate_same'],
      [5, 'code_bad'],
    ])
    expect(await commit(clerk, batch)).toMatchObject({ rowsIn: 4, accepted: 2, unchanged: 1, rejected: 1 })
  })

  test('is not read again once it is done', async () => {
    const before = await fingerprint(t, [])
    await importJobs['import.read']!(t.deps, await lastJob(), true)
    expect(await fingerprint(t, [])).toEqual(before)
  })

  async function lastJob(): Promise<JobData> {
    const { rows } = await t.owner.query<{ data: JobData }>(
      "select data from pgboss.job where name = 'import.read' order by (data ->> 'batchId')::bigint desc limit 1",
    )
    return rows[0]!.data
  }
})

describe('a commit that fails half-way', () => {
  const points = [
    ['insert', 'registry_version', 'true'],
    ['insert', 'entity', 'new.id % 2 = 0'],
    ['insert', 'fact_registration', 'new.row_no = 4'],
    ['update', 'fact_registration', 'true'],
    ['update', 'entity', 'true'],
    ['insert', 'import_outcome', 'true'],
    ['update', 'import_batch', 'true'],
    ['insert', 'action_log', 'true'],
  ] as const
  let batch: Batch

  beforeAll(async () => {
    const known = aListedFirm(place)
    await take(t, clerk, csvFile('先入登记.csv', registryRows([known])))
    const rows = [...Array.from({ length: 4 }, () => aListedFirm(place)), { ...known, status: '注销' }]
    batch = await upload(t, clerk, csvFile('半途登记.csv', registryRows(rows)))
  })

  test.each(points)('at the %s of %s leaves nothing', async (event, table, when) => {
    const before = await fingerprint(t, booksOfCalls)
    const lift = await refuse(t, event, table, when)
    const answer = await clerk.call('commitImport', {
      params: { batchId: batch.id },
      body: { previewHash: batch.previewHash },
    })
    await lift()
    expect([answer.status, answer.problem.code]).toEqual([500, 'internal'])
    expect(answer.problem.message).not.toContain('refused')
    expect(await fingerprint(t, booksOfCalls)).toEqual(before)
  })

  test('and can be made again', async () => {
    expect(await commit(clerk, batch)).toMatchObject({ state: 'committed', accepted: 5 })
  })
})

test('a preview whose rows a crash of the database has emptied takes nothing and says what to do', async () => {
  const batch = await upload(t, clerk, csvFile('重启登记.csv', registryRows([aListedFirm(place)])))
  await t.owner.query('truncate import_match, stage_registration')
  const before = await fingerprint(t, booksOfCalls)
  const { status, problem } = await clerk.call('commitImport', {
    params: { batchId: batch.id },
    body: { previewHash: batch.previewHash },
  })
  expect([status, problem.code]).toEqual([409, 'wrong_status'])
  expect(problem.message).toContain('重新上报')
  expect(await fingerprint(t, booksOfCalls)).toEqual(before)
})
