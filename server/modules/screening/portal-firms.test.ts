import { expect, test } from 'vitest'
import { firstRules } from '#contract/screening/first-rules.ts'
import { testApp } from '#test/app.ts'
import { aWorld } from '#test/builders.ts'
import { aNeed, aVisit } from '#test/story.ts'

/** A name typed into the portal is nobody's word but its own: it is judged once a person vouches for it. */
const t = testApp()

test('a firm only the portal knows is not screened, until a person has verified or visited it', async () => {
  const world = await aWorld(t)
  const listed = await world.firm()
  let callers = 0
  const declare = async (firmName: string) => {
    callers += 1
    await t.anonymous.ok('portalDeclare', {
      ip: `10.2.0.${callers}`,
      body: {
        firmName,
        division: world.towns[0],
        ...aNeed(),
        wishBankIds: [],
        collectConsent: true,
        provideConsents: world.banks.map((b) => b.id),
        signer: '张三',
      },
    })
    const { rows } = await t.owner.query<{ entity: string; declaration: string }>(
      'select e.id::text as entity, d.id::text as declaration from entity e join declaration d on d.entity_id = e.id where e.name = $1',
      [firmName],
    )
    return rows[0]!
  }
  const invented = await declare('查无此店面馆')
  const verified = await declare('自报核实面馆')
  const visited = await declare('自报走访面馆')
  const reviewer = await world.staff('county_reviewer')
  const params = { declarationId: verified.declaration }
  const { version } = await reviewer.ok('getDeclaration', { params })
  await reviewer.ok('actOnDeclaration', { params, body: { version, action: 'verify', how: 'window' } })
  const visitor = await world.staff('county_visitor')
  await visitor.ok('recordVisit', { body: aVisit({ entityId: visited.entity }) })

  const city = await world.staff('city_office')
  const { id: batchId } = await city.ok('uploadList', {
    query: { fileName: '网点.csv', kind: 'branch' },
    file: Buffer.from('银行,网点名称,行政区划代码,年走访能力\n己银行,己银行城区支行,440801000000,100\n'),
  })
  await t.work()
  const { previewHash } = await city.ok('getImport', { params: { batchId } })
  await city.ok('commitImport', { params: { batchId }, body: { previewHash } })
  const rules = await city.ok('draftRules', { body: { name: '试验规则', rules: firstRules } })
  await (await world.staff('city_office')).ok('publishRules', {
    params: { ruleSetId: rules.id },
    body: {},
  })
  const run = await city.ok('runScreening', { body: {} })
  await t.work()
  const { rows } = await t.owner.query<{ id: string }>(
    'select entity_id::text as id from verdict where run_id = $1 and reasons = 0',
    [run.id],
  )
  const kept = rows.map((r) => r.id)
  expect(kept).toEqual(expect.arrayContaining([listed.id, verified.entity, visited.entity]))
  expect(kept).not.toContain(invented.entity)
  expect(await city.ok('explainEntity', { params: { entityId: invented.entity } })).toMatchObject({
    state: null,
  })
})
