import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { prepare, root } from './prepare.mjs'

/**
 * The pictures of the documentation, taken by the browser walks on their way: what they show is what the tests have seen.
 * `npm run screenshots -- walk.lists` takes those of one walk.
 */
prepare()
const folder = join(root, 'docs', 'screenshots')
mkdirSync(folder, { recursive: true })
const patterns = process.argv.length > 2 ? process.argv.slice(2) : ['e2e/walk']
const { status } = spawnSync(process.execPath, [join(root, 'tools', 'test.mjs'), ...patterns], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, SCREENSHOTS: folder },
})
process.exitCode = status ?? 1
