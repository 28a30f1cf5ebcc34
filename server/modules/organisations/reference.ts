import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const file = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'db', 'reference', 'cities.json')
const names = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>))

/** The city of the demonstration, which exists nowhere. */
const fictitious: Readonly<Record<string, string>> = { '990000000000': '示范省', '990100000000': '云泽市' }

/** Name of a province or city by its 12-digit code; unknown codes keep their digits until someone names them. */
export function provinceName(code: string): string {
  return names.get(code) ?? fictitious[code] ?? `省级区划 ${code.slice(0, 2)}`
}

export function cityName(code: string): string {
  return names.get(code) ?? fictitious[code] ?? `市级区划 ${code.slice(0, 4)}`
}
