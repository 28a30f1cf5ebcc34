import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Running } from '#server/runtime.ts'
import { seconds } from './scene.ts'

/**
 * The floor: the same bytes by `COPY` into unlogged tables of text columns, nothing read, nothing checked. A file with
 * title rows or totals, which `COPY` refuses for their width, goes a line a row.
 */
export async function bareCopy(running: Running, dir: string): Promise<number> {
  const files = readdirSync(dir).filter((f) => f.endsWith('.csv'))
  const client = new pg.Client({ connectionString: running.ownerUrl })
  await client.connect()
  try {
    let total = 0
    for (const file of files) {
      const path = join(dir, file)
      total += await copyAs(client, path, columnsOf(path)).catch(() => copyAs(client, path, 0))
    }
    return total
  } finally {
    await client.end()
  }
}

async function copyAs(client: pg.Client, path: string, columns: number): Promise<number> {
  const names = Array.from({ length: Math.max(1, columns) }, (_, i) => `c${i} text`).join(', ')
  const encoding = isUtf8(path) ? 'UTF8' : 'GB18030'
  const lines = columns === 0 ? ", delimiter e'\\x01', quote e'\\x02'" : ''
  await client.query(`drop table if exists bare; create unlogged table bare (${names})`)
  const [time] = await seconds(() =>
    pipeline(
      createReadStream(path, { highWaterMark: 1 << 18 }),
      client.query(copyFrom(`copy bare from stdin (format csv, encoding '${encoding}'${lines})`)),
    ),
  )
  await client.query('drop table bare')
  return time
}

const headOf = (path: string) => readFileSync(path).subarray(0, 4096)
const isUtf8 = (path: string) => headOf(path).subarray(0, 3).toString('hex') === 'efbbbf'
const columnsOf = (path: string) => headOf(path).toString('latin1').split('\n')[0]!.split(',').length
