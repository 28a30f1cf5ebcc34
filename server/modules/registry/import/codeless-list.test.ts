import { beforeAll, expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld } from '#test/builders.ts'
import { bookFile, commit, csvFile, issuesOf, upload } from '#test/lists.ts'

/** Registries of those who often have no code: lists without any column of codes. */
const t = testApp()
let clerk: Caller
const place = '试1区甲1街道东社区'

beforeAll(async () => {
  clerk = await (await aWorld(t)).staff('city_office')
})

const look = (id: string, body: object = {}) => clerk.ok('tryImport', { params: { batchId: id }, body })

async function kindsOf(prefix: string) {
  const { rows } = await clerk.ok('listEntities', { query: { search: prefix } })
  return rows.map((r) => [r.name, r.kind, r.uscc]).sort((x, y) => (String(x[0]) < String(y[0]) ? -1 : 1))
}

test('sole traders are known by name, operator and place; a company among them goes back', async () => {
  const file = csvFile('第三季度.csv', [
    ['某区个体工商户名录'],
    ['序号', '字号名称', '经营者', '经营场所', '注册日期'],
    [1, '无码张记石材厂', '张一', `${place}1号`, '2021-03-05'],
    [2, '无码李记面馆', '李二', `${place}2号`, '2021-03-06'],
    [3, '无码王记商贸有限公司', '王三', `${place}3号`, '2021-03-07'],
  ])
  const batch = await upload(t, clerk, file)
  expect([batch.state, batch.kind, batch.preview!.fresh]).toEqual(['previewed', 'registration', 2])
  expect(batch.preview!.checks).toMatchObject([
    { code: 'codeless', message: expect.stringMatching(/没有代码.*按名称、地址、负责人比对/) },
  ])
  expect((await issuesOf(clerk, batch.id)).map((i) => [i.rowNo, i.code])).toEqual([[5, 'code_missing']])
  const studio = await look(batch.id)
  expect([studio.codeless, studio.missing]).toEqual([true, []])
  expect(await commit(clerk, batch)).toMatchObject({ accepted: 2, rejected: 1 })
  expect(await kindsOf('无码')).toEqual([
    ['无码张记石材厂', 'individual', null],
    ['无码李记面馆', 'individual', null],
  ])
})

test('cooperatives and farmers, each on a sheet of their own; the same list again changes nothing', async () => {
  const sheets = {
    合作社: [
      ['合作社名称', '理事长', '住所', '成立日期', '登记状态'],
      ['丰登荔枝种植专业合作社', '陈四', `${place}4号`, '2019-01-01', '存续'],
    ],
    种植户: [
      ['户主姓名', '经营者', '家庭住址', '登记日期', '备注'],
      ['丰登户甲', '赵五', `${place}5号`, '2020年1月1日', ''],
      ['丰登户乙', '无', `${place}6号`, '20200102', '/'],
    ],
  }
  const batch = await upload(t, clerk, bookFile('农业局.xlsx', sheets))
  expect([batch.state, batch.preview!.fresh]).toEqual(['previewed', 3])
  await commit(clerk, batch)
  expect(await kindsOf('丰登')).toEqual([
    ['丰登户乙', 'farmer', null],
    ['丰登户甲', 'farmer', null],
    ['丰登荔枝种植专业合作社', 'cooperative', null],
  ])
  const next = await upload(t, clerk, bookFile('农业局2.xlsx', { ...sheets, 说明: [['无']] }))
  expect(next.preview).toMatchObject({ fresh: 0, changed: 0, unchanged: 3 })
})

test('a clerk may say it of a list that nothing tells; with a code among the columns it is no such list', async () => {
  const rows = [
    ['甲', '乙'],
    ['无名铺一号商店', `${place}7号`],
    ['无名铺二号商店', `${place}8号`],
  ]
  const batch = await upload(t, clerk, csvFile('个体.csv', rows), { kind: 'registration' })
  expect(batch.state).toBe('unmapped')
  const column = (index: number, field: string) => ({ index, field, unit: null, dateOrder: null })
  const how = (columns: object[]) => ({ kind: 'registration', headerRow: 1, titleRows: 1, columns })
  const nameOnly = await look(batch.id, how([column(0, 'name')]))
  expect(nameOnly.missing).toContain('统一社会信用代码')
  expect((await look(batch.id, how([column(0, 'name'), column(1, 'code')]))).codeless).toBe(false)
  const columns = [column(0, 'name'), column(1, 'address')]
  expect(await look(batch.id, how(columns))).toMatchObject({ codeless: true, missing: [] })
  const params = { batchId: batch.id }
  const mapping = { kind: 'registration', sheets: [{ sheet: 1, headerRow: 1, titleRows: 1, columns }] }
  await clerk.ok('mapImport', { params, body: { mapping } })
  await t.work()
  expect((await clerk.ok('getImport', { params })).preview).toMatchObject({ fresh: 2, rejected: 0 })
})
