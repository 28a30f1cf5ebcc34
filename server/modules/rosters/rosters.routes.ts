import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { rosterRoutes } from '#contract/rosters/routes.ts'
import type { Ctx } from '#kernel/context.ts'
import { makeWorkbook } from '#kernel/download.ts'
import { privateDirectory } from '#kernel/files.ts'
import type { Handlers } from '#kernel/http/handler.ts'
import { readPaging, toPage } from '#kernel/paging.ts'
import { chooseSides, compareLists, sidesOf } from './comparison.queries.ts'
import { comparisonSheets } from './comparison.sheets.ts'
import { firmsOfPart } from './comparison.sql.ts'
import { getList, getVersion, listLists } from './list.queries.ts'
import { editMember } from './member.commands.ts'
import { listFirms, listListsOfEntity, listRows } from './member.queries.ts'
import { membersAsked } from './members.queries.ts'
import { getOverlap, overlapSet } from './overlap.queries.ts'
import { actOnVersion, createRoster, draftVersion } from './roster.commands.ts'
import { readRef } from './rosters.sql.ts'

const idOf = (ref: string) => readRef(ref).id
const firmKey = (f: { entityId: string }) => [f.entityId]
const listOf = async (ctx: Ctx, list: string) => (await getList(ctx, list)).list

export const rosterHandlers: Handlers<typeof rosterRoutes> = {
  listLists: async (ctx, { query }) => ({ rows: await listLists(ctx, query.on ?? ctx.today) }),

  createList: async (ctx, { body }) =>
    listOf(ctx, `r${await createRoster(ctx, { ...body, note: body.note ?? null })}`),

  getList: (ctx, { params }) => getList(ctx, params.listId),

  draftListVersion: async (ctx, { params, body, http }) => {
    const versionId = await draftVersion(ctx, idOf(params.listId), body.from)
    await http.deps.jobs.enqueue(ctx, 'roster.fill', { versionId })
    return getVersion(ctx, versionId)
  },

  uploadListFile: async (ctx, { params, query, file, http }) => {
    const { fileName } = query
    const versionId = await draftVersion(ctx, idOf(params.listId), 'file', {
      name: fileName,
      sha256: file.sha256,
      asOf: query.asOf ?? null,
    })
    const path = join(privateDirectory(http.deps.files.path('uploads')), ctx.random.uuid())
    await rename(file.path, path)
    await http.deps.jobs.enqueue(ctx, 'roster.fill', { versionId, path, fileName })
    return getVersion(ctx, versionId)
  },

  actOnListVersion: async (ctx, { params, body }) => {
    const versionId = idOf(params.versionId)
    await actOnVersion(ctx, { versionId, ...body, reason: body.reason ?? null })
    return getVersion(ctx, versionId)
  },

  editListMember: async (ctx, { params, body }) => {
    const versionId = idOf(params.versionId)
    await editMember(ctx, { versionId, ...body })
    return getVersion(ctx, versionId)
  },

  listListMembers: async (ctx, input) => {
    const paging = readPaging(input)
    const set = await membersAsked(ctx, input.params.listId, input.query)
    return toPage(input, paging, await listFirms(ctx, set, input.query, paging), firmKey)
  },

  listListRows: async (ctx, input) => {
    const versionId = idOf(input.params.versionId)
    await getVersion(ctx, versionId)
    const paging = readPaging(input)
    const found = await listRows(ctx, versionId, input.query.outcome, paging)
    return toPage(input, paging, found, (r) => [r.sheet, r.rowNo])
  },

  listListsOfEntity: async (ctx, { params }) => ({ rows: await listListsOfEntity(ctx, params.entityId) }),

  getOverlap: (ctx, { query }) => getOverlap(ctx, query.lists, query.on ?? ctx.today),

  listOverlapFirms: async (ctx, input) => {
    const { lists, how, on } = input.query
    const paging = readPaging(input)
    const set = await overlapSet(ctx, lists, how ?? 'all', on ?? ctx.today)
    return toPage(input, paging, await listFirms(ctx, set, input.query, paging), firmKey)
  },

  compareLists: (ctx, { query }) => compareLists(ctx, query),

  listComparisonFirms: async (ctx, input) => {
    const { query } = input
    const paging = readPaging(input)
    const sides = sidesOf(await chooseSides(ctx, query))
    if (!sides) return { rows: [], nextCursor: null }
    const set = firmsOfPart(sides, query.part, query.unplaced === 'yes')
    return toPage(input, paging, await listFirms(ctx, set, query, paging), firmKey)
  },

  exportComparison: async (ctx, { query, http }) => {
    ctx.object = 'list-comparison'
    return makeWorkbook(http.deps, `清单核对-${ctx.today}.xlsx`, await comparisonSheets(ctx, query))
  },
}
