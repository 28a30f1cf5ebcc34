import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { prepare, root } from './prepare.mjs'

/**
 * Every check of the project, in the order in which a fault is cheapest to hear of: types, lint, unused code, the web
 * build, then house rules, unit, database, HTTP and browser tests. All run even when one fails; the last line counts.
 * `npm test -- PATTERN…` runs the test files that match and nothing else.
 */
const checks = [
  ['类型（服务端）', 'tsc', '-p', 'tsconfig.json'],
  ['类型（页面）', 'tsc', '-p', 'web/tsconfig.json'],
  ['写法', 'biome', 'check', '.'],
  ['错误隐患', 'oxlint', '-c', '.oxlintrc.json', '--type-aware', '.'],
  ['无用代码', 'knip', '--no-progress'],
  ['页面构建', 'vite', 'build', '-c', 'web/vite.config.ts', '--logLevel', 'warn'],
]

prepare()
const patterns = process.argv.slice(2)
const results = patterns.length > 0 ? [] : checks.map(check)
const tests = runTests(patterns)
const passed = results.filter(Boolean).length + tests.passed
const failed = results.filter((ok) => !ok).length + tests.failed
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

function check([name, command, ...args]) {
  const started = Date.now()
  const ok = tool(command, args).status === 0
  console.log(`${ok ? '通过' : '未通过'}　${name}（${Math.round((Date.now() - started) / 1000)} 秒）`)
  return ok
}

/** The test files; what did not even load counts as a failure of its own. */
function runTests(files) {
  const report = 'var/test-report.json'
  rmSync(join(root, report), { force: true })
  const run = tool('vitest', [
    'run',
    ...files,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  if (!existsSync(join(root, report))) return { passed: 0, failed: 1 }
  const r = JSON.parse(readFileSync(join(root, report), 'utf8'))
  const empty = r.testResults.filter(
    (f) => f.status === 'failed' && f.assertionResults.every((a) => a.status !== 'failed'),
  )
  const failed = r.numFailedTests + empty.length + r.numPendingTests + r.numTodoTests
  return { passed: r.numPassedTests, failed: failed === 0 && run.status !== 0 ? 1 : failed }
}

function tool(command, args) {
  const file = realpathSync(join(root, 'node_modules', '.bin', command))
  return spawnSync(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit' })
}
