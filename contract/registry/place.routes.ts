import * as z from 'zod'
import { DivisionCode, Id, Instant, keysOf, text } from '../kernel/ids.ts'
import { Page, pageQuery } from '../kernel/page.ts'
import { route } from '../kernel/route.ts'
import { fragmentKinds } from './words.ts'

/** A place with its words. */
const Place = z.object({ code: DivisionCode, name: z.string() })

export const unplacedFilter = {
  division: DivisionCode.optional(),
  search: text(40, 1).optional().meta({ description: '路、楼宇、村名中的字' }),
  kind: z.enum(keysOf(fragmentKinds)).optional(),
}

export const PlaceGroup = z
  .object({
    within: DivisionCode,
    place: z.string(),
    /** Null: addresses that name neither road nor building. */
    fragment: z.string().nullable(),
    firms: z.int(),
    /** What placed firms of the road say, short of what the parameter asks for. */
    likely: z.object({ ...Place.shape, confidenceBp: z.int(), firms: z.int(), seen: z.int() }).nullable(),
  })
  .meta({ id: 'PlaceGroup' })

export const PlaceDecision = z
  .object({
    id: Id,
    within: z.string(),
    fragment: z.string().nullable(),
    division: DivisionCode,
    place: z.string(),
    firms: z.int(),
    by: z.string(),
    at: Instant,
    undone: z.boolean(),
  })
  .meta({ id: 'PlaceDecision' })

/** 落位: firms whose address alone gives a county or only the city, and what people decide about them. */
export const placeRoutes = {
  countUnplaced: route({
    method: 'GET',
    path: '/api/places/unplaced',
    summary: '各区县已落位与待落位的户数',
    tag: '落位',
    access: 'place.decide',
    response: z.object({
      rows: z.array(
        z.object({
          ...Place.shape,
          firms: z.int(),
          community: z.int(),
          town: z.int(),
          unplaced: z.int(),
        }),
      ),
    }),
  }),
  listPlaceGroups: route({
    method: 'GET',
    path: '/api/places/groups',
    summary: '待落位的户，按地址里共同的路、楼宇、村归并，户多的在前',
    tag: '落位',
    access: 'place.decide',
    query: z.strictObject({ ...unplacedFilter, ...pageQuery }),
    response: Page(PlaceGroup),
  }),
  listPlaceFirms: route({
    method: 'GET',
    path: '/api/places/firms',
    summary: '一组待落位的户',
    tag: '落位',
    access: 'place.decide',
    query: z.strictObject({ within: DivisionCode, fragment: text(60, 1).optional(), ...pageQuery }),
    response: Page(z.object({ id: Id, name: z.string(), parts: z.array(z.string()) })),
    personal: true,
  }),
  decidePlace: route({
    method: 'POST',
    path: '/api/places/decisions',
    summary: '落位：同路的一组（记住这条路），或单户',
    tag: '落位',
    access: 'place.decide',
    body: z.strictObject({
      group: z.strictObject({ within: DivisionCode, fragment: text(60, 1) }).optional(),
      entityId: Id.optional(),
      division: DivisionCode,
    }),
    response: PlaceDecision,
    errors: ['not_found', 'unprocessable', 'duplicate', 'wrong_status'],
  }),
  listPlaceDecisions: route({
    method: 'GET',
    path: '/api/places/decisions',
    summary: '最近的人工落位',
    tag: '落位',
    access: 'place.decide',
    query: z.strictObject(pageQuery),
    response: Page(PlaceDecision),
  }),
  undoPlaceDecision: route({
    method: 'POST',
    path: '/api/places/decisions/{decisionId}/undo',
    summary: '撤销一次人工落位：这些户回到原处',
    tag: '落位',
    access: 'place.decide',
    params: z.strictObject({ decisionId: Id }),
    body: z.strictObject({}),
    response: PlaceDecision,
    errors: ['not_found', 'wrong_status'],
  }),
  exportUnplaced: route({
    method: 'GET',
    path: '/api/places/unplaced.xlsx',
    summary: '下载待落位的路、楼宇、村与户数',
    tag: '落位',
    access: 'place.decide',
    query: z.strictObject(unplacedFilter),
    response: 'file',
  }),
} as const
