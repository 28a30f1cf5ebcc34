import * as z from 'zod'
import { OfferedAction } from '../assignment/routes.ts'
import { Day, DivisionCode, Id, Instant, keysOf } from '../kernel/ids.ts'
import { entityKinds } from '../registry/words.ts'
import { rosterFlow } from './roster.flow.ts'
import { comparisonParts, listKinds, memberBecause, rosterOrigins } from './words.ts'

/** A list: `r` and the number of a named list, or `v` and the number of the first version of a round of firms to visit. */
export const ListRef = z
  .string()
  .regex(/^[rv][1-9]\d{0,17}$/, '清单编号不正确')
  .meta({ description: '清单编号：r 加专项清单号，或 v 加走访对象清单首版号' })

/** A version: `n` and the number of a version of a named list, or `t` and that of a list of firms to visit. */
export const VersionRef = z
  .string()
  .regex(/^[nt][1-9]\d{0,17}$/, '版本编号不正确')
  .meta({ description: '版本编号：n 加专项清单版本号，或 t 加走访对象清单号' })

export const ListVersion = z
  .object({
    ref: VersionRef,
    no: z.int(),
    state: z.enum(keysOf(rosterFlow.statuses)),
    origin: z.enum(keysOf(rosterOrigins)).nullable(),
    filling: z.enum(['running', 'done', 'failed']),
    failure: z.string().nullable(),
    asOf: Day,
    registryVersion: z.int().nullable(),
    members: z.int().meta({ description: '户数，本岗位辖区内' }),
    entered: z.int().nullable().meta({ description: '比在它之前发布的一版多出的户' }),
    left: z.int().nullable().meta({ description: '比在它之前发布的一版少掉的户' }),
    rowsIn: z.int(),
    unmatched: z.int(),
    repeated: z.int(),
    fileName: z.string().nullable(),
    contentHash: z.string().nullable(),
    madeBy: z.string(),
    madeAt: Instant,
    approvedBy: z.string().nullable(),
    publishedBy: z.string().nullable(),
    validFrom: Instant.nullable(),
    validTo: Instant.nullable(),
    recallReason: z.string().nullable(),
    version: z.int(),
    actions: z.array(OfferedAction),
  })
  .meta({ id: 'ListVersion' })

export const ListView = z
  .object({
    list: ListRef,
    kind: z.enum(keysOf(listKinds)),
    name: z.string(),
    note: z.string().nullable(),
    from: z.string().meta({ description: '成员从哪里来' }),
    keeper: z.string(),
    current: z
      .object({ ref: VersionRef, no: z.int(), members: z.int(), asOf: Day, validFrom: Instant })
      .nullable()
      .meta({ description: '当日在用的一版' }),
    last: z.object({ ref: VersionRef, no: z.int(), state: z.enum(keysOf(rosterFlow.statuses)) }).nullable(),
    next: z.string().meta({ description: '下一步做什么' }),
  })
  .meta({ id: 'List' })

export const ListFirm = z
  .object({
    entityId: Id,
    uscc: z.string().nullable(),
    name: z.string(),
    kind: z.enum(keysOf(entityKinds)),
    division: DivisionCode,
    place: z.string(),
    because: z.enum(keysOf(memberBecause)).nullable(),
  })
  .meta({ id: 'ListFirm' })

const ComparisonLine = z
  .object({
    division: DivisionCode.nullable().meta({ description: '空：没有落到区县' }),
    place: z.string(),
    counts: z.record(z.enum(keysOf(comparisonParts)), z.int()),
  })
  .meta({ id: 'ComparisonLine' })

const ComparedVersion = z.object({
  ref: VersionRef,
  list: ListRef,
  kind: z.enum(keysOf(listKinds)),
  name: z.string(),
  no: z.int(),
  asOf: Day,
  validFrom: Instant.nullable(),
  rowsIn: z.int().meta({ description: '文件行数（户次）；不是文件编成的为 0' }),
  repeated: z.int(),
  unmatched: z.int(),
})

export const Comparison = z
  .object({
    on: Day,
    left: ComparedVersion.nullable(),
    right: ComparedVersion.nullable(),
    visitsSince: Day.nullable().meta({ description: '走访从哪一天算起；空为全部' }),
    total: ComparisonLine.nullable(),
    counties: z.array(ComparisonLine),
    sentence: z.string().nullable().meta({ description: '走访率及高于 100 % 的原因，由户数算得' }),
  })
  .meta({ id: 'ListComparison' })
