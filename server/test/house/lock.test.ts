import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Lock {
  packages: Record<string, { version?: string; resolved?: string; integrity?: string; link?: boolean }>
}
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock
const own = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>

/** What is installed is what was looked at: one version, one digest, from the registry alone. */
test('every package is pinned, hashed, and comes from the registry', () => {
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '')
  expect(packages.length).toBeGreaterThan(150)
  for (const [path, p] of packages) {
    expect(p.integrity, path).toMatch(/^sha512-/)
    // Left out where it is the registry npm is set to; never a repository, a folder or another host.
    expect(p.resolved ?? 'https://registry.npmjs.org/', path).toMatch(/^https:\/\/registry\.npmjs\.org\//)
  }
})

test('own dependencies name one exact version each', () => {
  const ranges = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((k) =>
    Object.entries(own[k] ?? {}),
  )
  expect(ranges.length).toBeGreaterThan(30)
  for (const [name, range] of ranges) expect(range, name).toMatch(/^(npm:[@\w/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/)
})

/** Keys of the usual kinds, and assignments of long literals to names that sound like secrets. */
const secrets = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /AKIA[0-9A-Z]{16}/,
  /(?:secret|token|password|passwd|api_?key)\s*[:=]\s*['"][A-Za-z0-9+/_-]{24,}['"]/i,
  /postgres(?:ql)?:\/\/[^:\s'"`$]+:[^@\s'"`${]{6,}@/,
]

test('no secret stands in a file under version control', () => {
  const files = execFileSync('git', ['ls-files'], { encoding: 'utf8' })
    .split('\n')
    .filter((f) => f && f !== 'package-lock.json' && !f.endsWith('.png'))
  expect(files.length).toBeGreaterThan(300)
  const found = files.filter((f) => {
    const text = readFileSync(f, 'utf8')
    return secrets.some((s) => s.test(text))
  })
  expect(found.filter((f) => !f.endsWith('lock.test.ts'))).toEqual([])
})
