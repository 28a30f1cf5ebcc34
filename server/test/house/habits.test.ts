import { expect, test } from 'vitest'
import { type Source, sourcesIn } from './sources.ts'

const server = sourcesIn('server').filter((s) => !/\.test\.ts$|^server\/(test|demo)\//.test(s.path))

/** Where a name may be spliced into SQL, because it comes from a fixed list of ours. */
const rawAllowed = new Set(['server/kernel/rows.ts', 'server/kernel/migrate.ts'])

test('SQL is never built from strings', () => {
  const breaking = server.filter(
    (s) =>
      !rawAllowed.has(s.path) &&
      (/\bsql\.(raw|lit)\(/.test(s.text) ||
        /\.query\(\s*`[^`]*\$\{/.test(s.text) ||
        /\.query\([^)]*['"`]\s*\+/.test(s.text)),
  )
  expect(server.length).toBeGreaterThan(150)
  expect(breaking.map((s) => s.path)).toEqual([])
})

test('nothing is evaluated from text', () => {
  const found = [...server, ...sourcesIn('contract', 'web')].filter((s) =>
    /\beval\(|new Function\(|from 'node:vm'|\bset(Timeout|Interval)\(\s*['"`]/.test(s.text),
  )
  expect(found.map((s) => s.path)).toEqual([])
})

/** Every way a page could take text for markup. */
const markup =
  /dangerouslySetInnerHTML|\.(innerHTML|outerHTML)\b|insertAdjacentHTML|createContextualFragment|document\.write|DOMParser|\bsrcDoc\b|javascript:/

test('no page takes text for markup', () => {
  const web = sourcesIn('web')
  expect(web.length).toBeGreaterThan(100)
  expect(web.filter((s) => markup.test(s.text)).map((s) => s.path)).toEqual([])
  for (const way of ['<p dangerouslySetInnerHTML={x} />', 'e.innerHTML = t', 'href="javascript:x"'])
    expect(markup.test(way), way).toBe(true)
})

/** Exported functions of a file with their bodies, good enough for files in the house's own style. */
function exportedFunctions(source: Source): { name: string; body: string }[] {
  const starts = Array.from(source.text.matchAll(/^export (?:async )?function (\w+)/gm))
  return starts.map((m, i) => ({ name: m[1]!, body: source.text.slice(m.index, starts[i + 1]?.index) }))
}

/** Commands that leave no line of their own, each with the reason. */
const silent: Readonly<Record<string, string>> = {
  openSession: 'signing in stands in the audit',
  closeSession: 'signing out stands in the audit',
  closeSessionsOf: 'part of a command that records',
  checkLogin: 'reads before the transaction',
  countLogin: 'a try at the door stands in the audit',
  ensurePlatform: 'part of the first start, which records',
  readNotices: 'a reading mark',
  seedCalendar: 'reference data of the first start',
  makeBootstrapSecret: 'before there is anyone to act',
}

test('every command that writes records what it did', () => {
  const writes = /\.(insertInto|updateTable|deleteFrom)\(|\binsert into|\bupdate \w+ set/
  const commands = server.filter((s) => s.path.endsWith('.commands.ts'))
  const quiet = commands.flatMap((s) => {
    const rest = s.text
    return exportedFunctions(s)
      .filter(
        (f) =>
          writes.test(f.body) &&
          !/\brecord\(|\b(move(Declaration|Case|Target)|step|openCase|recordDecision)\(/.test(f.body),
      )
      .filter((f) => !(f.name in silent) && !callsRecorder(f.body, rest))
      .map((f) => `${s.path} ${f.name}`)
  })
  expect(commands.length).toBeGreaterThan(12)
  expect(quiet).toEqual([])
})

/** Whether a function hands its writing to one of the same file that records. */
function callsRecorder(body: string, file: string): boolean {
  return Array.from(file.matchAll(/^(?:async )?function (\w+)\([\s\S]*?\n}/gm)).some(
    (m) =>
      /\brecord\(|\bmove(Declaration|Case|Target)\(/.test(m[0]) && new RegExp(`\\b${m[1]}\\(`).test(body),
  )
}

test('time, randomness and environment come in from outside', () => {
  const inward = server.filter(
    (s) =>
      s.path.startsWith('server/modules/') ||
      /^server\/kernel\/(actions|context|feed|idempotency|jobs)\.ts$/.test(s.path),
  )
  const reaching = [...inward, ...sourcesIn('contract').filter((s) => !s.path.endsWith('.test.ts'))].filter(
    (s) =>
      /\bnew Date\(\)|\bDate\.now\(|\bMath\.random\(|\brandomUUID\(|\bprocess\.env\b(?!\.PATH)/.test(s.text),
  )
  expect(reaching.map((s) => s.path)).toEqual([])
})

test('no unfinished business', () => {
  const marks = [...server, ...sourcesIn('contract', 'web', 'db')].filter((s) =>
    /\b(TODO|FIXME|XXX)\b/.test(s.text),
  )
  expect(marks.map((s) => s.path)).toEqual([])
})

test('tests can fail: none is skipped, none stands alone, none mocks our own modules', () => {
  const tests = sourcesIn('contract', 'server', 'web', 'e2e', 'tools').filter((s) =>
    /\.test\.tsx?$/.test(s.path),
  )
  const weak = tests.filter(
    (s) =>
      !s.path.endsWith('habits.test.ts') &&
      /\b(test|it|describe)\.(skip|only|todo)\b|\bvi\.mock\(/.test(s.text),
  )
  expect(tests.length).toBeGreaterThan(10)
  expect(weak.map((s) => s.path)).toEqual([])
})
