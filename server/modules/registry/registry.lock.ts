import { sql } from 'kysely'
import type { Tx } from '#kernel/database.ts'

const registryLock = 731032

/** One commit at a time: two lists that bring the same firm must see each other. Held to the end of the transaction. */
export async function lockRegistry(trx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${registryLock})`.execute(trx)
}

/** Reads the registry as a whole: no list is committed until this transaction ends. */
export async function holdRegistry(trx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${registryLock})`.execute(trx)
}

/** The version the registry stands at; 0 before the first list. */
export async function registryVersion(trx: Tx): Promise<number> {
  const { rows } = await sql<{ no: number }>`select coalesce(max(no), 0) as no from registry_version`.execute(
    trx,
  )
  return rows[0]!.no
}

/**
 * Whether the registry has changed since a version in what a list of a kind is matched against: the firms, and the facts
 * of its own kind. Other lists came in beside it.
 */
export async function movedSince(trx: Tx, kind: string, version: number): Promise<boolean> {
  const { rows } = await sql<{ moved: boolean }>`
    select exists (select from registry_version v left join import_batch b on b.id = v.batch_id
      where v.no > ${version} and (v.cause <> 'import' or b.kind in (${kind}, 'registration'))) as moved`.execute(
    trx,
  )
  return rows[0]!.moved
}
