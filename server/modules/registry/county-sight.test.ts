import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { operatorActor } from '#kernel/actor.ts'
import { inContext } from '#kernel/context.ts'
import { openRun, performRun } from '#modules/screening/screening.public.ts'
import { testApp } from '#test/app.ts'
import { aWorld } from '#test/builders.ts'
import { aCast, aDeclaration } from '#test/story.ts'
import { importFile } from './import/lists.ts'

const t = testApp()
const dir = mkdtempSync(join(tmpdir(), 'diguan-sight-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** Hands in a list as a department keeps it. */
async function handIn(name: string, lines: readonly string[]): Promise<void> {
  const file = join(dir, name)
  writeFileSync(file, lines.join('\n'))
  const read = await importFile(t.deps, operatorActor, file)
  expect(read, name).toMatchObject({ state: 'committed', rejected: 0 })
}

test('a county reads of its firms what the city reads: which lists name them, and what follows from that', async () => {
  const world = await aWorld(t)
  const cast = await aCast(world)
  const city = await world.staff('city_office')
  const other = await (await aWorld(t)).staff('county_coordinator')
  const good = await world.firm()
  const bad = await world.firm()
  await handIn('税务局_纳税信用等级.csv', [
    '纳税人识别号,纳税人名称,纳税信用等级,评价年度,入库税额',
    `${good.uscc},${good.name},A,2025,88000`,
  ])
  await handIn('信用办_失信与异常名单.csv', [
    '统一社会信用代码,企业名称,名单类型,列入日期',
    `${bad.uscc},${bad.name},失信被执行人,2025-03-01`,
  ])
  const runId = await inContext(t.deps, operatorActor, (ctx) => openRun(ctx, ctx.today))
  await inContext(t.deps, operatorActor, (ctx) => performRun(ctx, runId))

  for (const firm of [good, bad]) {
    const params = { entityId: firm.id }
    const why = await cast.checker.ok('explainEntity', { params })
    expect(why).toEqual(await city.ok('explainEntity', { params }))
    expect((await cast.checker.ok('getEntity', { params })).facts).toEqual(
      (await city.ok('getEntity', { params })).facts,
    )
    expect((await other.call('explainEntity', { params })).status).toBe(404)
    expect((await other.call('getEntity', { params })).status).toBe(404)
  }
  const why = await cast.checker.ok('explainEntity', { params: { entityId: good.id } })
  expect(why.rules.filter((r) => r.result === 'met').map((r) => r.label)).toContain('有纳税或参保数据')
  expect(JSON.stringify(why.rules)).toContain('税务局_纳税信用等级.csv')

  const declarationId = await aDeclaration(world, cast, good)
  const d = await cast.reviewer.ok('getDeclaration', { params: { declarationId } })
  expect(d.standards[3]?.suggestion).toMatchObject({ result: 'met', why: '没有未结束的失信记录' })
}, 60_000)
