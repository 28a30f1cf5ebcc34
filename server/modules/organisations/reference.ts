import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const file = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'db', 'reference', 'cities.json')
const names = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>))

/** Name of a province or city by its 12-digit code; unknown codes keep their digits until someone names them. */
export function provinceName(code: string): string {
  return names.get(code) ?? (code.startsWith('99') ? '示范省' : `省级区划 ${code.slice(0, 2)}`)
}

export function cityName(code: string): string {
  return names.get(code) ?? `市级区划 ${code.slice(0, 4)}`
}
