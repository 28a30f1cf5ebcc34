import * as z from 'zod'
import { Day, DivisionCode, Id, Instant, keysOf, text, Version } from '../kernel/ids.ts'
import { route } from '../kernel/route.ts'
import { divisionChangeKinds, divisionChangeStates } from './words.ts'

/** Places that merge, split, are renamed or get another code, from a day on. */
const DivisionChange = z
  .object({
    id: Id,
    kind: z.enum(keysOf(divisionChangeKinds)),
    state: z.enum(keysOf(divisionChangeStates)),
    fromCode: DivisionCode,
    fromPlace: z.string().meta({ description: '变更前的名称' }),
    toCode: DivisionCode.nullable(),
    toPlace: z.string(),
    parts: z
      .array(z.object({ toCode: DivisionCode, toName: z.string(), communities: z.array(z.string()) }))
      .meta({ description: '析置：新设的镇街与划入的社区' }),
    heirOffice: z.string().nullable().meta({ description: '承接原机构岗位的机构' }),
    startsOn: Day,
    noticeNo: z.string(),
    notice: z.string(),
    madeBy: z.string(),
    madeAt: Instant,
    decidedBy: z.string().nullable(),
    endedReason: z.string().nullable(),
    firms: z.int().nullable(),
    targets: z.int().nullable(),
    own: z.boolean().meta({ description: '本人登记，须由另一人确认' }),
    version: z.int(),
  })
  .meta({ id: 'DivisionChange' })

const notice = {
  startsOn: Day,
  noticeNo: text(60, 4).meta({ description: '批复文号' }),
  notice: text(500, 4).meta({ description: '批复内容摘要' }),
}
const NewTown = z.strictObject({
  toCode: DivisionCode,
  toName: text(40, 2),
  communities: z.array(DivisionCode).min(1).max(500),
})
const NewChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('merge'), fromCode: DivisionCode, toCode: DivisionCode, ...notice }),
  z.strictObject({ kind: z.literal('rename'), fromCode: DivisionCode, toName: text(40, 2), ...notice }),
  z.strictObject({
    kind: z.literal('split'),
    fromCode: DivisionCode,
    parts: z.array(NewTown).min(1).max(20),
    ...notice,
  }),
  z.strictObject({
    kind: z.literal('recode'),
    fromCode: DivisionCode,
    toCode: DivisionCode,
    toName: text(40, 2).optional().meta({ description: '不填为名称不变' }),
    ...notice,
  }),
])

/** What a change would do if it took effect today: what goes on where, and how much moves with it. */
const Preview = z
  .object({
    places: z.array(
      z.object({ code: DivisionCode, name: z.string(), heir: DivisionCode, heirName: z.string() }),
    ),
    firms: z.int().meta({ description: '随之移动的经营主体' }),
    left: z.int().meta({ description: '析置：只知在原镇街、不知社区的户，留在原处并进待落位' }),
    targets: z.int(),
    duties: z.int().meta({ description: '随之移动或添上的责任片区' }),
    buildings: z.int(),
    posts: z.int().meta({ description: '换到承接机构的岗位' }),
  })
  .meta({ id: 'DivisionChangePreview' })

export const divisionRoutes = {
  listDivisionChanges: route({
    method: 'GET',
    path: '/api/division-changes',
    summary: '区划变更：待确认、待生效与已生效',
    tag: '机构',
    access: 'division.change',
    response: z.object({ rows: z.array(DivisionChange) }),
  }),
  planDivisionChange: route({
    method: 'POST',
    path: '/api/division-changes',
    summary: '登记区划变更（须有批复文号，由另一人确认）',
    tag: '机构',
    access: 'division.change',
    body: NewChange,
    response: DivisionChange,
    errors: ['unprocessable', 'duplicate'],
  }),
  previewDivisionChange: route({
    method: 'GET',
    path: '/api/division-changes/{changeId}/preview',
    summary: '试算一项未生效的区划变更：哪些区划由谁承接，多少户、走访对象、片区随之移动',
    tag: '机构',
    access: 'division.change',
    params: z.strictObject({ changeId: Id }),
    response: Preview,
    errors: ['not_found', 'wrong_status'],
  }),
  actOnDivisionChange: route({
    method: 'POST',
    path: '/api/division-changes/{changeId}/actions',
    summary: '确认或撤销区划变更',
    tag: '机构',
    access: 'division.change',
    params: z.strictObject({ changeId: Id }),
    body: z.discriminatedUnion('action', [
      z.strictObject({ action: z.literal('confirm'), version: Version }),
      z.strictObject({ action: z.literal('cancel'), version: Version, reason: text(200, 4) }),
    ]),
    response: DivisionChange,
    errors: ['not_found', 'stale_version', 'wrong_status', 'maker_is_checker', 'unprocessable'],
  }),
} as const

export type NewDivisionChange = z.output<typeof NewChange>
