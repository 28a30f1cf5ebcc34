import type { Caller } from './app.ts'
import type { GoodCalls, Stage } from './stage.ts'

let serial = 0

/** Named lists: made, filled, approved, published, compared. */
export function listCalls(stage: Stage) {
  const { t, say, city, secondCity, shown, world } = stage
  const aList = async () => {
    serial += 1
    // Whatever is said, two lists bear two names.
    const body = { kind: 'whitelistThird', name: `${serial} ${say('试验清单', 50)}` }
    return (await city.ok('createList', { body })).list
  }
  /** A draft of one firm, made by the first clerk of the city. */
  const aDraft = async () => {
    const listId = await aList()
    const made = await city.ok('draftListVersion', { params: { listId }, body: { from: 'empty' } })
    await t.work()
    const params = { versionId: made.ref }
    const { version } = await city.ok('editListMember', {
      params,
      body: { deed: 'add', uscc: shown.firm.uscc, reason: say('部门来函', 200) },
    })
    return { listId, params, version }
  }
  const published = async () => {
    const { listId, params, version } = await aDraft()
    await secondCity.ok('actOnListVersion', { params, body: { action: 'approve', version } })
    await secondCity.ok('actOnListVersion', { params, body: { action: 'publish', version: version + 1 } })
    return { listId, ref: params.versionId }
  }
  const asked = (options: object): Promise<{ who: Caller; options: object }> =>
    Promise.resolve({ who: city, options })
  const twoSides = async () => ({ left: (await published()).ref, right: (await published()).ref })
  return {
    listLists: () => asked({}),
    createList: () => {
      serial += 1
      const body = { kind: 'province', name: say(`省级清单${serial}`, 60), note: say('省专班下发', 300) }
      return asked({ body })
    },
    getList: async () => asked({ params: { listId: await aList() } }),
    draftListVersion: async () => asked({ params: { listId: await aList() }, body: { from: 'empty' } }),
    uploadListFile: async () =>
      asked({
        params: { listId: await aList() },
        query: { fileName: say('名单.csv', 200) },
        file: Buffer.from(`企业名称,统一社会信用代码\n${shown.firm.name},${shown.firm.uscc}\n`),
      }),
    actOnListVersion: async () => {
      const { params, version } = await aDraft()
      const body = { action: 'discard', version, reason: say('编错了', 200) }
      return asked({ params, body })
    },
    editListMember: async () => {
      const { params } = await aDraft()
      const firm = await world.firm()
      return asked({ params, body: { deed: 'add', uscc: firm.uscc, reason: say('部门来函', 200) } })
    },
    listListMembers: async () => asked({ params: { listId: (await published()).listId } }),
    listListRows: async () => asked({ params: { versionId: (await published()).ref } }),
    listListsOfEntity: () => asked({ params: { entityId: shown.firm.id } }),
    getOverlap: () => asked({}),
    listOverlapFirms: async () => asked({ query: { lists: (await published()).listId } }),
    compareLists: async () => asked({ query: await twoSides() }),
    listComparisonFirms: async () => asked({ query: { ...(await twoSides()), part: 'left' } }),
    exportComparison: async () => asked({ query: await twoSides() }),
  } satisfies Partial<GoodCalls>
}
