import { CompiledQuery } from 'kysely'
import { bigramsOf, nameKey } from '#modules/registry/import/values/name.ts'
import type { TestApp } from './app.ts'
import { anUscc } from './builders.ts'

/** Rows of the registry as lists would have left them, one fault at a time; each list is one batch, closed at the end. */
export interface Registry {
  query: <R extends object>(text: string, values?: unknown[]) => Promise<R[]>
  firm(over?: Partial<FirmRow>): Promise<string>
  /** A row of a list; of no firm: a name the registry does not know. Answers the fact. */
  fact(kind: FactKind, entityId: string | null, values: Record<string, unknown>): Promise<string>
  batch(kind: string, over?: Record<string, unknown>): Promise<string>
  /** Closes the batches: as many rows in as there are. */
  finish(): Promise<void>
}

export type FactKind = 'tax' | 'social' | 'census' | 'mark' | 'loan' | 'label'

export interface FirmRow {
  name: string
  uscc: string | null
  kind: string
  status: string
  foundedOn: string | null
  division: string
  placedBy: string
  legalRep: string | null
  phone: string | null
  address: string | null
  capitalFen: string | null
}

let serial = 0
const next = () => (serial += 1)

/** A registry in place of `division`; batches belong to the given department, committed on the given day. */
export function aPlantedRegistry(t: TestApp, division: string, senders: Record<string, string>): Registry {
  const query: Registry['query'] = async (text, values = []) =>
    t.system(async ({ trx }) => {
      const { rows } = await trx.withoutPlugins().executeQuery(CompiledQuery.raw(text, values))
      return rows as never
    })
  const open = new Map<string, { id: string; rows: number }>()
  const batch: Registry['batch'] = async (kind, over = {}) => {
    const b: Record<string, unknown> = {
      source: 'test',
      file_name: `${kind}.csv`,
      file_sha256: `planted-${next()}`,
      mapping_hash: 'm',
      as_of: '2026-11-01',
      state: 'committed',
      version: 1,
      created_by: 2,
      created_at: '2026-11-02T01:00:00Z',
      committed_at: '2026-11-02T01:00:00Z',
      committed_by: 2,
      org_id: senders[kind] ?? null,
      ...over,
    }
    const columns = ['kind', ...Object.keys(b)]
    const [made] = await query<{ id: string }>(
      `insert into import_batch (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')}) returning id`,
      [kind, ...Object.values(b)],
    )
    return made!.id
  }
  const rowOf = async (kind: string, key = kind, over: Record<string, unknown> = {}) => {
    const b = open.get(key) ?? { id: await batch(kind, over), rows: 0 }
    open.set(key, b)
    b.rows += 1
    return { batchId: b.id, rowNo: b.rows + 1 }
  }
  return {
    query,
    batch,
    firm: async (over = {}) => {
      const n = next()
      const f: FirmRow = {
        name: `湛海${n}号食品有限公司`,
        uscc: anUscc(),
        kind: 'enterprise',
        status: 'active',
        foundedOn: '2020-03-05',
        division,
        placedBy: 'address',
        legalRep: `黄${n}`,
        phone: `1380000${String(n).padStart(4, '0')}`,
        address: `人民路 ${n} 号`,
        capitalFen: '100000000',
        ...over,
      }
      const { batchId, rowNo } = await rowOf('registration')
      const [e] = await query<{ id: string }>(
        `with r as (insert into fact_registration (batch_id, sheet, row_no, since, content, entity_id, uscc, name, kind, registration_status, founded_on, legal_rep, phone, address, capital_fen)
           values ($1, 1, $2::int, 1, $2::int, nextval(pg_get_serial_sequence('entity', 'id')), $3, $4, $5, $6, $7, $8, $9, $10, $11) returning fact_id, entity_id)
         insert into entity (id, uscc, name, name_key, bigrams, kind, registration_status, founded_on, division, placed_by, registration_fact, registration_content, created_batch, updated_batch)
         overriding system value select r.entity_id, $3, $4, $12, $13, $5, $6, $7, $14, $15, r.fact_id, $2::int, $1, $1 from r returning id`,
        [
          batchId,
          rowNo,
          f.uscc,
          f.name,
          f.kind,
          f.status,
          f.foundedOn,
          f.legalRep,
          f.phone,
          f.address,
          f.capitalFen,
          nameKey(f.name),
          bigramsOf(nameKey(f.name)),
          f.division,
          f.placedBy,
        ],
      )
      return e!.id
    },
    fact: async (kind, entityId, values) => {
      // What has found no firm came in long ago.
      const { batchId, rowNo } = await rowOf(
        kind,
        entityId === null ? `old ${kind}` : kind,
        entityId === null ? { committed_at: '2026-09-02T01:00:00Z' } : {},
      )
      const columns = Object.keys(values)
      const [f] = await query<{ factId: string }>(
        `insert into fact_${kind} (batch_id, sheet, row_no, since, content, entity_id, waiting, name${columns.map((c) => `, ${c}`).join('')})
         values ($1, 1, $2::int, 1, $2::int, $3, $4, $5${columns.map((_, i) => `, $${i + 6}`).join('')}) returning fact_id as "factId"`,
        [
          batchId,
          rowNo,
          entityId,
          entityId === null ? `name:${next()}` : null,
          '湛海未知商行',
          ...Object.values(values),
        ],
      )
      return f!.factId
    },
    finish: async () => {
      for (const { id, rows } of open.values()) await closeBatch(query, id, rows)
    },
  }
}

/** What a committed batch says of its rows must add up (INV-27). */
export async function closeBatch(
  query: Registry['query'],
  id: string,
  accepted: number,
  rejected = 0,
): Promise<void> {
  await query(
    'update import_batch set rows_in = $2::int + $3::int, accepted = $2, rejected = $3 where id = $1',
    [id, accepted, rejected],
  )
  await query(
    `insert into import_outcome (batch_id, sheet, outcome, row_nos) values ($1, 1, 'accepted', int4multirange(int4range(2, 2 + $2::int)))`,
    [id, accepted],
  )
  await query(
    `insert into import_reject (batch_id, sheet, row_no, cells) select $1, 1, 2 + $2::int + n, '[]' from generate_series(0, $3::int - 1) n`,
    [id, accepted, rejected],
  )
}
