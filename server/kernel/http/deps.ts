import type pg from 'pg'
import type { Config } from '../config.ts'
import type { Runtime } from '../context.ts'
import type { Cursors } from '../cursor.ts'
import type { Db } from '../database.ts'
import type { Files } from '../files.ts'
import type { Jobs } from '../jobs.ts'
import type { Limiters } from '../limiter.ts'
import type { Trail } from '../trail.ts'
import type { Vault } from '../vault.ts'

/** Everything a request needs from its process; made once in a composition root. */
export interface Deps extends Runtime {
  /** A connection that always has the system role: sessions, audit of refused calls, jobs. */
  system: Db
  /** The same connections without the query builder, for COPY. */
  systemPool: pg.Pool
  config: Config
  files: Files
  cursors: Cursors
  jobs: Jobs
  /** Seals the answers that are kept for repeated requests. */
  vault: Vault
  /** What one address may call in a while. */
  limiter: Limiters
  /** Where reading calls leave their audit rows. */
  trail: Trail
}
