import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { text, visibleLength } from './ids.ts'

/** What takes no room on a screen: blanks, joiners, marks of direction, blank letters, lone combining marks. */
const unseen = [
  ...Array.from(
    ' \t\n\u00a0\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200d\u200e\u202e\u2028\u2060\u2066\u2800\u3000\u3164\ufe0f\ufeff\uffa0\u0301\u20dd',
  ),
  '\u{e0020}',
  '\u{e0100}',
]
const seen = [...Array.from('不予授信abcÀ9，。😀𠮷'), '\ue000']

describe('a text', () => {
  test('counts what can be seen, however much that cannot stands between', () => {
    const mixed = fc.array(fc.constantFrom(...unseen, ...seen), { maxLength: 40 })
    fc.assert(
      fc.property(mixed, fc.integer({ min: 1, max: 12 }), (parts, least) => {
        const shown = parts.filter((p) => seen.includes(p)).length
        expect(visibleLength(parts.join(''))).toBe(shown)
        expect(text(400, least).safeParse(parts.join('')).success).toBe(shown >= least)
      }),
    )
  })

  test('loses its invisible characters and keeps every other', () => {
    expect(text(40, 1).parse('\ufeff 王\u200b小\u202e明\u3164 ')).toBe('王小明')
    expect(text(40, 1).parse('第一行\n第二行\t𠮷\ue000')).toBe('第一行\n第二行\t𠮷\ue000')
  })

  test.each(['\u0000', '\u0007', '\u001b', '\u007f', '\u0085'])(
    'with a control character is refused',
    (c) => {
      expect(text(40, 1).safeParse(`王小${c}明`).success).toBe(false)
    },
  )
})
