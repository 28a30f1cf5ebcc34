import { expect, test } from 'vitest'
import { harmless } from './tableText.ts'

test('a cell that begins like a formula is pasted as text', () => {
  for (const text of ['=HYPERLINK("http://x")', '+1', '@sum', '-2+3']) expect(harmless(text)).toBe(`'${text}`)
  for (const text of ['泽城区', '1,052 户', '—', '', '-']) expect(harmless(text)).toBe(text)
})
