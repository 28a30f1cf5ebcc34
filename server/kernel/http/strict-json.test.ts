import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Problem } from '../problem.ts'
import { parseStrictJson } from './strict-json.ts'

const parse = (text: string | Buffer) => parseStrictJson(Buffer.from(text as string))

test('reads what JSON.parse reads, where nothing is said twice', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const text = JSON.stringify(value)
      // The few words it will not have as a key, and numbers it will not round, are other tests' business.
      fc.pre(!/__proto__|constructor|prototype|-0|e/.test(text) && !/\d{16}/.test(text))
      expect(parse(text)).toEqual(JSON.parse(text))
    }),
  )
})

test.each([
  ['a key said twice', '{"a":1,"a":2}'],
  ['a key said twice in two spellings', '{"ab":1,"\\u0061b":2}'],
  ['a key said twice below', '{"x":[{"a":1,"b":{"c":1,"c":1}}]}'],
  ['__proto__', '{"__proto__":{"x":1}}'],
  ['__proto__ in another spelling', '{"\\u005f_proto__":{"x":1}}'],
  ['constructor', '{"a":{"constructor":{"prototype":{"x":1}}}}'],
  ['a number beyond all bounds', '{"a":1e400}'],
  ['a number that would be rounded', '{"a":9007199254740993}'],
  ['minus nothing', '{"a":-0}'],
  ['not a number', '{"a":NaN}'],
  ['thirty-three levels', `${'['.repeat(33)}${']'.repeat(33)}`],
  ['a thousand and one items', JSON.stringify(Array.from({ length: 1001 }, () => 1))],
  [
    'two hundred and fifty-seven keys',
    JSON.stringify(Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`k${i}`, 1]))),
  ],
  ['half a text', '{"a":'],
  ['two texts', '{} {}'],
  ['a comment', '{/* a */}'],
  ['a comma too many', '[1,]'],
  ['a byte order mark', '\ufeff{}'],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['UTF-16', Buffer.from('{"a":1}', 'utf16le')],
])('refuses %s', (_name, text) => {
  expect(() => parse(text)).toThrow(Problem)
  expect(() => parse(text)).toThrow(/JSON|不符合要求/)
})

test('takes what is just within the limits', () => {
  expect(parse(`${'['.repeat(32)}${']'.repeat(32)}`)).toBeDefined()
  expect(parse(JSON.stringify(Array.from({ length: 1000 }, () => 1)))).toHaveLength(1000)
  expect(parse('{"a":9007199254740991}')).toEqual({ a: 9007199254740991 })
})

/**
 * A text that opens a string in every second byte and ends none: at this length it costs some milliseconds when it is
 * read once, and ten seconds and more when each string is followed to the end of the text.
 */
test('a long text of any shape is read or refused at once', () => {
  const n = 60_000
  const before = process.cpuUsage()
  for (const text of ['"\\'.repeat(n), '"'.repeat(n + 1), '['.repeat(n), '{"a":'.repeat(n)])
    expect(() => parse(text)).toThrow(Problem)
  expect(parse(`"${'\\"'.repeat(n)}"`)).toHaveLength(n)
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1e6).toBeLessThan(3)
})
