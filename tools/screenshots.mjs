import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { prepare, root } from './prepare.mjs'

/** The pictures of the documentation, taken by the browser walk on its way: what they show is what the tests have seen. */
prepare()
const folder = join(root, 'docs', 'screenshots')
mkdirSync(folder, { recursive: true })
const { status } = spawnSync(process.execPath, [join(root, 'tools', 'test.mjs'), 'e2e/walk'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, SCREENSHOTS: folder },
})
process.exitCode = status ?? 1
