import type { Caller } from './app.ts'
import { anAccount } from './builders.ts'
import type { GoodCalls, Stage } from './stage.ts'

let serial = 0
const next = () => (serial += 1)

/** The post a caller stands on. */
export async function grantOf(who: Caller): Promise<string> {
  return (await who.ok('getSession')).grant.id
}

/** Teams, cover, leases, buildings, capacity. */
export function teamCalls(stage: Stage) {
  const { t, world, say, visitor, secondCoordinator: manager } = stage
  const fresh = async () =>
    grantOf(await t.signIn(await anAccount(t, 'county_visitor', world.countyOfficeId)))
  const body = async () => ({
    name: say(`试验小组${next()}`, 40),
    members: [{ grantId: await fresh(), leader: true }],
    duties: [{ division: world.communities[0] }],
  })
  const aTeam = async () => manager.ok('createTeam', { body: await body() })
  const aTarget = async () => (await world.list([await stage.firm()]))[0]!.id
  const cover = async () => ({
    kind: 'leave',
    grantId: await fresh(),
    coverGrantId: await fresh(),
    fromOn: '2026-11-21',
    toOn: '2026-11-25',
    note: say('参加培训', 200),
  })
  /** Of a community of its own: one place has one open change. */
  const aRenaming = async () => {
    const fromCode = String(BigInt(world.towns[0]) + 500n + BigInt(next()))
    await t.owner.query(
      "insert into division (code, name, level, parent) values ($1, '旧社区', 'community', $2)",
      [fromCode, world.towns[0]],
    )
    return {
      kind: 'rename' as const,
      fromCode,
      toName: say(`新名${next()}社区`, 40),
      startsOn: '2026-12-01',
      noticeNo: say(`试府函 ${next()} 号`, 60),
      notice: say('同意社区更名', 500),
    }
  }
  return {
    listTeams: async () => ({ who: manager, options: {} }),
    getTeam: async () => ({ who: manager, options: { params: { teamId: (await aTeam()).id } } }),
    createTeam: async () => ({ who: manager, options: { body: await body() } }),
    changeTeam: async () => {
      const { id, version } = await aTeam()
      return {
        who: manager,
        options: {
          params: { teamId: id },
          body: { action: 'end', version, reason: say('撤并', 200) },
        },
      }
    },
    listCandidates: async () => ({ who: manager, options: {} }),
    getMyWork: async () => ({ who: visitor, options: {} }),
    listQueue: async () => ({ who: visitor, options: {} }),
    takeTargets: async () => ({ who: visitor, options: { body: { targetIds: [await aTarget()] } } }),
    releaseTargets: async () => ({ who: visitor, options: { body: { targetIds: [await aTarget()] } } }),
    arrangeCover: async () => ({ who: manager, options: { body: await cover() } }),
    listCovers: async () => ({ who: manager, options: {} }),
    endCover: async () => {
      const { id } = await manager.ok('arrangeCover', { body: await cover() })
      return { who: manager, options: { params: { coverId: id }, body: { reason: say('提前回来', 200) } } }
    },
    listBuildings: async () => ({ who: manager, options: { query: { division: world.communities[0] } } }),
    saveBuildings: async () => ({
      who: manager,
      options: {
        body: {
          rows: [
            {
              division: world.communities[0],
              name: say(`试验楼${next()}`, 40),
              words: [say('试验路 1 号', 40)],
            },
          ],
        },
      },
    }),
    closeBuilding: async () => {
      const division = world.communities[0]
      await manager.ok('saveBuildings', { body: { rows: [{ division, name: `停用楼${next()}` }] } })
      const { id, version } = (await manager.ok('listBuildings', { query: { division } })).rows.at(-1)!
      return {
        who: manager,
        options: { params: { buildingId: id }, body: { version, reason: say('拆除', 200) } },
      }
    },
    getSplit: async () => ({ who: manager, options: {} }),
    listDivisionChanges: async () => ({ who: stage.city, options: {} }),
    planDivisionChange: async () => ({ who: stage.city, options: { body: await aRenaming() } }),
    previewDivisionChange: async () => {
      const { id } = await stage.city.ok('planDivisionChange', { body: await aRenaming() })
      return { who: stage.city, options: { params: { changeId: id } } }
    },
    actOnDivisionChange: async () => {
      const { id, version } = await stage.city.ok('planDivisionChange', { body: await aRenaming() })
      return {
        who: stage.city,
        options: {
          params: { changeId: id },
          body: { action: 'cancel', version, reason: say('文号有误', 200) },
        },
      }
    },
    listCapacities: async () => ({ who: manager, options: {} }),
    changeCapacity: async () => {
      const { version, branchId } = (await stage.city.ok('listCapacities')).rows[0]!
      const body = {
        version,
        visitsPerYear: 1000,
        trades: 'CF',
        creditPlanFen: null,
        reason: say('网点上报', 200),
      }
      return { who: stage.city, options: { params: { branchId }, body } }
    },
  } satisfies Partial<GoodCalls>
}
