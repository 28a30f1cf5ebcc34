import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type Files, privateDirectory } from './files.ts'

/**
 * Secrets live in files under `home/secrets`, mode 0600, made on first need; an operator may place their own
 * there before the first start. None is ever in the repository or the database.
 */
export interface Secrets {
  get(name: SecretName): string
}

export type SecretName = 'database-owner' | 'database-app' | 'cursor' | 'qr' | 'answers'

/** Words that stand in examples; a deployment that copied one is refused. */
const samples = ['changeme', 'change-me', 'secret', 'password', 'example', 'test', '123456']

export function openSecrets(files: Files): Secrets {
  const dir = privateDirectory(files.path('secrets'))
  return {
    get(name) {
      const file = `${dir}/${name}`
      if (!existsSync(file))
        writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
      const value = readFileSync(file, 'utf8').trim()
      if (value.length < 20 || samples.some((s) => value.toLowerCase().startsWith(s))) {
        throw new Error(`密钥文件 ${file} 太短或是示例值，请换成至少 20 位的随机字符后再启动`)
      }
      return value
    },
  }
}
