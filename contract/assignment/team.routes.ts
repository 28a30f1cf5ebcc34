import * as z from 'zod'
import { Day, DivisionCode, Id, Instant, keysOf, text, Version } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { TargetRow, targetFilter } from './routes.ts'
import { coverKinds } from './words.ts'

const tag = '走访小组'

/** Who is on a team: a post, not an account, so that it ends with the post. */
const Member = z
  .object({
    id: Id,
    grantId: Id,
    name: z.string(),
    role: z.string(),
    org: z.string(),
    leader: z.boolean(),
    from: Instant,
    to: Instant.nullable(),
    coversFor: z.string().nullable().meta({ description: '请假顶岗时替谁' }),
  })
  .meta({ id: 'TeamMember' })

const Duty = z
  .object({ id: Id, division: DivisionCode, place: z.string(), building: z.string().nullable() })
  .meta({ id: 'Duty' })

const TeamRow = z
  .object({
    id: Id,
    name: z.string(),
    division: DivisionCode,
    place: z.string(),
    orgs: z.array(z.string()).meta({ description: '现有成员的单位' }),
    members: z.int(),
    duties: z.array(z.string()),
    open: z.int().meta({ description: '责任片区内待走访的户数，按已发布的清单' }),
    visited: z.int().meta({ description: '责任片区内已走访的户数' }),
    ended: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'TeamRow' })

const TeamView = TeamRow.extend({
  people: z.array(Member),
  areas: z.array(Duty),
  mayManage: z.boolean(),
}).meta({ id: 'Team' })

const CoverView = z
  .object({
    id: Id,
    kind: z.enum(keysOf(coverKinds)),
    person: z.string(),
    coveredBy: z.string(),
    place: z.string().nullable(),
    teams: z.array(z.string()),
    from: Instant,
    to: Instant.nullable(),
    note: z.string(),
    madeBy: z.string(),
    live: z.boolean(),
    mine: z.enum(['away', 'covering']).nullable().meta({ description: '本人是请假的一方，还是顶岗的一方' }),
  })
  .meta({ id: 'Cover' })

const Lease = z
  .object({ targetId: Id, by: z.string(), until: Instant, mine: z.boolean() })
  .meta({ id: 'Lease' })

const NewDuty = z.strictObject({ division: DivisionCode, buildingId: Id.optional() })
const teamParams = z.strictObject({ teamId: Id })
const targetIds = z.array(Id).min(1).max(60)

/** Teams of several bodies, leave cover, handover, and what is taken out for the day. */
export const teamRoutes = {
  listTeams: route({
    method: 'GET',
    path: '/api/teams',
    summary: '走访小组：本辖区的，和本单位有人参加的',
    tag,
    access: 'team.read',
    query: z.strictObject({
      search: text(40, 1).optional(),
      division: DivisionCode.optional(),
      ...pageQuery,
    }),
    response: Page(TeamRow),
  }),
  getTeam: route({
    method: 'GET',
    path: '/api/teams/{teamId}',
    summary: '一个走访小组：成员、责任片区、工作量',
    tag,
    access: 'team.read',
    params: teamParams,
    response: TeamView,
    errors: ['not_found'],
  }),
  createTeam: route({
    method: 'POST',
    path: '/api/teams',
    summary: '组建走访小组',
    tag,
    access: 'team.manage',
    body: z.strictObject({
      name: text(40, 2),
      members: z
        .array(z.strictObject({ grantId: Id, leader: z.boolean() }))
        .min(1)
        .max(12),
      duties: z.array(NewDuty).min(1).max(40),
    }),
    response: TeamView,
    errors: ['not_found', 'unprocessable', 'duplicate'],
  }),
  changeTeam: route({
    method: 'POST',
    path: '/api/teams/{teamId}/changes',
    summary: '增减成员与责任片区，或撤销小组；按日期留痕，不删旧行',
    tag,
    access: 'team.manage',
    params: teamParams,
    body: z.discriminatedUnion('action', [
      z.strictObject({ action: z.literal('addMember'), version: Version, grantId: Id, leader: z.boolean() }),
      z.strictObject({ action: z.literal('endMember'), version: Version, memberId: Id }),
      z.strictObject({ action: z.literal('addDuty'), version: Version, ...NewDuty.shape }),
      z.strictObject({ action: z.literal('endDuty'), version: Version, dutyId: Id }),
      z.strictObject({ action: z.literal('end'), version: Version, reason: text(200, 2) }),
    ]),
    response: TeamView,
    errors: ['not_found', 'stale_version', 'unprocessable', 'duplicate', 'wrong_status'],
  }),
  listCandidates: route({
    method: 'GET',
    path: '/api/team-candidates',
    summary: '可以进小组、可以顶岗的人：本辖区的走访岗位、网点与部门',
    tag,
    access: 'team.manage',
    query: z.strictObject({ search: text(40, 1).optional() }),
    response: z.object({
      rows: z.array(z.object({ grantId: Id, name: z.string(), role: z.string(), org: z.string() })),
    }),
  }),
  getMyWork: route({
    method: 'GET',
    path: '/api/my-work',
    summary: '本人所在的小组、顶岗与交接、今天领取的对象',
    tag,
    access: 'team.read',
    response: z.object({
      teams: z.array(
        z.object({
          id: Id,
          name: z.string(),
          people: z.array(z.string()),
          duties: z.array(z.string()),
          open: z.int(),
        }),
      ),
      covers: z.array(CoverView),
      taken: z.int().meta({ description: '本人现在领取着的户数' }),
      takenUntil: Instant.nullable(),
    }),
  }),
  listQueue: route({
    method: 'GET',
    path: '/api/team-queue',
    summary: '小组的走访对象：本人各小组与顶岗期间的责任片区',
    tag,
    access: 'team.read',
    query: z.strictObject({
      teamId: Id.optional(),
      search: targetFilter.search,
      stage: targetFilter.stage,
      taken: z.literal('mine').optional().meta({ description: '只看本人领取的' }),
      ...pageQuery,
    }),
    response: Page(TargetRow),
  }),
  takeTargets: route({
    method: 'POST',
    path: '/api/leases',
    summary: '领取走访对象：到时自动失效；别人领着的说明是谁、到几点',
    tag,
    access: 'target.take',
    body: z.strictObject({ targetIds, teamId: Id.optional() }),
    response: z.object({ taken: z.array(Lease), held: z.array(Lease) }),
    errors: ['not_found'],
  }),
  releaseTargets: route({
    method: 'POST',
    path: '/api/leases/release',
    summary: '放回领取的走访对象',
    tag,
    access: 'target.take',
    body: z.strictObject({ targetIds }),
    response: z.object({ released: z.int() }),
  }),
  arrangeCover: route({
    method: 'POST',
    path: '/api/covers',
    summary: '请假顶岗（到期自止）或交接（长期）：对方接手同样的责任片区与小组',
    tag,
    access: 'team.manage',
    body: z
      .strictObject({
        kind: z.enum(keysOf(coverKinds)),
        grantId: Id,
        coverGrantId: Id,
        fromOn: Day,
        toOn: Day.optional(),
        note: text(200, 2),
      })
      .superRefine((c, ctx) => {
        if (c.kind === 'leave' && c.toOn === undefined)
          ctx.addIssue({ code: 'custom', path: ['toOn'], message: '请假顶岗须写明到哪一天' })
        if (c.toOn !== undefined && c.toOn < c.fromOn)
          ctx.addIssue({ code: 'custom', path: ['toOn'], message: '结束日不能早于开始日' })
        if (c.kind === 'handover' && c.toOn !== undefined)
          ctx.addIssue({ code: 'custom', path: ['toOn'], message: '交接是长期的，不填结束日' })
        if (c.grantId === c.coverGrantId)
          ctx.addIssue({ code: 'custom', path: ['coverGrantId'], message: '请选择另一个人' })
      }),
    response: CoverView,
    errors: ['not_found', 'unprocessable'],
  }),
  listCovers: route({
    method: 'GET',
    path: '/api/covers',
    summary: '顶岗与交接：本辖区的，新的在前',
    tag,
    access: 'team.manage',
    query: z.strictObject({ ...pageQuery }),
    response: Page(CoverView),
  }),
  endCover: route({
    method: 'POST',
    path: '/api/covers/{coverId}/end',
    summary: '提前结束顶岗；还没有开始的交接可以撤销',
    tag,
    access: 'team.manage',
    params: z.strictObject({ coverId: Id }),
    body: z.strictObject({ reason: text(200, 2) }),
    response: CoverView,
    errors: ['not_found', 'wrong_status'],
  }),
} as const
