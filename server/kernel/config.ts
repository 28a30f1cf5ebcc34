import { resolve } from 'node:path'

/** Where things are and how the process was started. Read once, in a composition root, and passed on. */
export interface Config {
  home: string
  host: string
  port: number
  /** Operator's PostgreSQL (owner account). Absent: the embedded one under `home`. */
  databaseUrl: string | undefined
  /** Operator's own application account; absent: derived from `databaseUrl` and a secret under `home`. */
  appDatabaseUrl: string | undefined
  /** Public origin behind a proxy, e.g. https://diguan.example.gov.cn. Absent: the Host header. */
  origin: string | undefined
  /** Proxies whose X-Forwarded-For is believed. */
  trustProxy: string[]
  /** Plain HTTP on other hosts than localhost: a trial in a closed room only. */
  allowHttp: boolean
  logLevel: string
  /** Where log lines go; absent: standard output. */
  logStream?: { write(line: string): void }
}

/** Reads the environment; a value that is not understood stops the start with a Chinese sentence. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  return {
    home: resolve(env.DIGUAN_HOME ?? 'var'),
    host: env.HOST ?? '127.0.0.1',
    port: readPort(env.PORT),
    databaseUrl: env.DATABASE_URL || undefined,
    appDatabaseUrl: env.DATABASE_APP_URL || undefined,
    origin: env.DIGUAN_ORIGIN || undefined,
    trustProxy: env.DIGUAN_TRUST_PROXY ? env.DIGUAN_TRUST_PROXY.split(',') : [],
    allowHttp: env.DIGUAN_ALLOW_HTTP === '1',
    logLevel: env.DIGUAN_LOG ?? 'info',
  }
}

function readPort(value: string | undefined): number {
  if (value === undefined || value === '') return 8080
  const port = Number(value)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`PORT 应为 0–65535 的整数，现为「${value}」`)
  return port
}
