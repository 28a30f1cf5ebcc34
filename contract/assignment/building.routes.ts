import * as z from 'zod'
import { DivisionCode, Id, text, Version } from '../kernel/ids.ts'
import { route } from '../kernel/route.ts'

const tag = '社区与楼宇'

const BuildingView = z
  .object({
    id: Id,
    division: DivisionCode,
    place: z.string(),
    name: z.string(),
    words: z.array(z.string()),
    targets: z.int().meta({ description: '已发布清单上落在这栋楼宇的户数' }),
    version: z.int(),
  })
  .meta({ id: 'Building' })

const Unit = z
  .object({
    key: z.string(),
    name: z.string(),
    division: DivisionCode.nullable().meta({ description: '可再往下看的区划；楼宇与待落位为空' }),
    buildingId: Id.nullable(),
    unplaced: z.boolean().meta({ description: '待落位：只知道上一级' }),
    targets: z.int(),
    open: z.int().meta({ description: '待走访' }),
    visited: z.int(),
    hasNeed: z.int(),
    teams: z.array(z.string()).meta({ description: '负责的走访小组' }),
  })
  .meta({ id: 'SplitUnit' })

/** The smallest places, and the list split down to them. */
export const buildingRoutes = {
  listBuildings: route({
    method: 'GET',
    path: '/api/buildings',
    summary: '一个社区（村）或镇街的楼宇',
    tag,
    access: 'list.read',
    query: z.strictObject({ division: DivisionCode }),
    response: z.object({ rows: z.array(BuildingView) }),
  }),
  saveBuildings: route({
    method: 'POST',
    path: '/api/buildings',
    summary: '登记楼宇：一栋或一张表；同一社区同名的更新其地址词，随即按登记住所重新落位',
    tag,
    access: 'building.manage',
    body: z.strictObject({
      rows: z
        .array(
          z.strictObject({
            division: DivisionCode,
            name: text(40, 2),
            words: z.array(text(40, 2)).max(10).optional(),
          }),
        )
        .min(1)
        .max(500),
    }),
    response: z.object({ saved: z.int(), placed: z.int().meta({ description: '落到这些社区各楼宇的户数' }) }),
    errors: ['not_found', 'unprocessable'],
  }),
  closeBuilding: route({
    method: 'POST',
    path: '/api/buildings/{buildingId}/close',
    summary: '停用一栋楼宇，其中的户回到待落位',
    tag,
    access: 'building.manage',
    params: z.strictObject({ buildingId: Id }),
    body: z.strictObject({ version: Version, reason: text(200, 2) }),
    response: z.object({ closed: z.literal(true) }),
    errors: ['not_found', 'stale_version', 'wrong_status'],
  }),
  getSplit: route({
    method: 'GET',
    path: '/api/split',
    summary: '清单分到区县、镇街、社区、楼宇：每户恰在一处或待落位，各处之和等于清单',
    tag,
    access: 'list.read',
    query: z.strictObject({ listId: Id.optional(), division: DivisionCode.optional() }),
    response: z.object({
      division: DivisionCode,
      name: z.string(),
      way: z.array(z.object({ division: DivisionCode, name: z.string() })),
      targets: z.int(),
      units: z.array(Unit),
    }),
    errors: ['not_found'],
  }),
} as const
