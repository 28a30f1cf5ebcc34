import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { temporaryDirectory } from '../files.ts'
import { Problem } from '../problem.ts'
import type { Deps } from './deps.ts'

/** A file that was sent: on disk under a name of ours, mode 0600, with its digest. */
export interface ReceivedFile {
  path: string
  bytes: number
  sha256: string
}

export const largestUpload = 600 * 1024 * 1024

export async function receiveFile(deps: Deps, stream: NodeJS.ReadableStream): Promise<ReceivedFile> {
  const path = join(temporaryDirectory(deps.files), deps.random.uuid())
  const digest = createHash('sha256')
  let bytes = 0
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > largestUpload)
        return done(new Problem('too_large', { message: '文件超过 600 MB，请拆分后上传' }))
      digest.update(chunk)
      done(null, chunk)
    },
  })
  try {
    await pipeline(stream, counter, createWriteStream(path, { mode: 0o600, flags: 'wx' }))
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
  return { path, bytes, sha256: digest.digest('hex') }
}
