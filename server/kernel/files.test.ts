import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clearTemporary, type Files, openFiles, temporaryDirectory } from './files.ts'

let files: Files
beforeEach(() => {
  files = openFiles(mkdtempSync(join(tmpdir(), 'diguan-files-')))
})
afterEach(() => rmSync(files.home, { recursive: true }))

function left(name: string): string {
  const dir = files.path('tmp', name)
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'upload'), 'x')
  return dir
}

test('a start removes what a dead process left, and nothing of a living one', async () => {
  const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'])
  const gone = spawn(process.execPath, ['-e', ''])
  await new Promise((done) => gone.once('exit', done))
  const kept = left(`${hostname()}.${other.pid}`)
  const elsewhere = left('another-machine.17')
  const dead = left(`${hostname()}.${gone.pid}`)
  const loose = left('3f0c1d8e-old')
  clearTemporary(files)
  other.kill()
  expect([kept, elsewhere].map((d) => existsSync(join(d, 'upload')))).toEqual([true, true])
  expect([dead, loose].map((d) => existsSync(d))).toEqual([false, false])
})

test('two starts of one process share a folder nobody else may read', () => {
  expect(temporaryDirectory(files)).toBe(temporaryDirectory(files))
  clearTemporary(files)
  expect(existsSync(files.path('tmp', `${hostname()}.${process.pid}`))).toBe(false)
})
