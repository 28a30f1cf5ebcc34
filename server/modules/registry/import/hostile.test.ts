import { existsSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld } from '#test/builders.ts'
import { aListedFirm, bookFile, registryRows, take } from '#test/lists.ts'
import { bookParts, oneSheet, sheetXml, xlsx, type ZipPart, zip } from './read/testing.ts'

/**
 * The workbooks that bring a server down, through the real job: each ends as a failed batch with a reason, the
 * server answers all the while, and the next good list is taken.
 */
const t = testApp()
let clerk: Caller

beforeAll(async () => {
  clerk = await (await aWorld(t)).staff('city_office')
})

const row = '<row><c><v>1</v></c></row>'
const parts = () => bookParts({ sheets: [{ xml: sheetXml(row) }] })
const withPart = (...more: ZipPart[]) => zip([...parts(), ...more])
const megabytes = (n: number) => Buffer.alloc(n * 1024 * 1024, ' ')

/** A sheet part whose header says it is small and which does not stop there. */
function liar(): Buffer {
  const head = Buffer.from('<?xml version="1.0"?><worksheet><sheetData>')
  return zip(
    parts().map((p) =>
      p.name.endsWith('sheet1.xml')
        ? { ...p, data: Buffer.concat([head, megabytes(20)]), declared: 1_000 }
        : p,
    ),
  )
}

const laughs = `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData>${row}</sheetData></worksheet>`

describe.each<[string, () => Buffer, RegExp]>([
  [
    'cells merged over the whole sheet',
    () =>
      xlsx({ sheets: [{ xml: sheetXml(row, '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>') }] }),
    /没有找到能识别的表头/,
  ],
  [
    'two cells in the far corners',
    () => oneSheet(`${row}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`),
    /列数过多.*第 1048576 行/,
  ],
  [
    'a stated size of 300 MB',
    () => withPart({ name: 'xl/a.xml', data: 'x', declared: 300 * 1024 * 1024 }),
    /过大.*拆成/,
  ],
  ['a size that lies', liar, /结构异常.*sheet1/],
  [
    '60,000 entries',
    () =>
      withPart(
        ...Array.from({ length: 60_000 }, (_, i) => ({ name: `xl/media/${i}`, data: '', stored: true })),
      ),
    /条目过多/,
  ],
  [
    'two entries of one body',
    () => withPart({ name: 'xl/a', data: 'x' }, { name: 'xl/b', data: 'x', sharesDataOf: 5 }),
    /结构异常/,
  ],
  ['a billion laughs', () => xlsx({ sheets: [{ xml: laughs }] }), /实体声明/],
  [
    'one endless line',
    () => Buffer.concat([Buffer.from('企业名称,类别,认定年份\n'), megabytes(3)]),
    /超出长度上限/,
  ],
])('%s', (_name, bytes, reason) => {
  test('fails its own batch and nothing else', async () => {
    const { id } = await clerk.ok('uploadList', { file: bytes(), query: { fileName: '名单.xlsx' } })
    let done = false
    const work = t.work().finally(() => {
      done = true
    })
    const answers: number[] = []
    while (!done) {
      answers.push((await t.anonymous.call('health')).status)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await work
    expect(answers.length).toBeGreaterThan(3)
    expect(new Set(answers)).toEqual(new Set([200]))
    const batch = await clerk.ok('getImport', { params: { batchId: id } })
    expect(batch.state).toBe('failed')
    expect(batch.failure).toMatch(reason)
    expect(batch.failure).toMatch(/[\u4e00-\u9fff]{4}/)
  })
})

test('the next good list is taken', async () => {
  const good = bookFile('好登记.xlsx', { 名录: registryRows([aListedFirm('试1区'), aListedFirm('试1区')]) })
  expect(await take(t, clerk, good)).toMatchObject({ state: 'committed', accepted: 2 })
})

test('no upload is left lying once its fate is sealed', async () => {
  await t.work()
  const { rows } = await t.owner.query<{ path: string }>(
    "select data ->> 'path' as path from pgboss.job where name = 'import.read'",
  )
  expect(rows.length).toBeGreaterThan(8)
  expect(rows.filter((r) => existsSync(r.path))).toEqual([])
})
