import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { webRoot } from '#server/app.ts'
import { buildWeb } from '#server/web-build.ts'
import type { Report } from './figures.ts'

const limits = { console: 400, field: 150, portal: 150 } as const

/** What a browser must fetch before it asks for data: the page, its scripts and styles, and all they import at once. */
export async function benchBundle(report: Report): Promise<void> {
  await buildWeb((line) => report.say(line))
  for (const [entry, limit] of Object.entries(limits)) {
    const page = join(webRoot, entry, 'index.html')
    const found = new Set<string>()
    for (const m of readFileSync(page, 'utf8').matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g))
      follow(join(webRoot, m[1]!), found)
    const bytes = [page, ...found].reduce((n, file) => n + gzipSync(readFileSync(file)).length, 0)
    report.add({ figure: `${entry} 首次加载（gzip）`, value: bytes / 1024, unit: 'kB', limit })
  }
}

/** A script and what it imports statically; what it imports later is fetched later. */
function follow(file: string, found: Set<string>): void {
  if (found.has(file) || !existsSync(file)) return
  found.add(file)
  if (!file.endsWith('.js')) return
  for (const m of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*["'](\.{1,2}\/[^"']+\.js)["']/g))
    follow(join(dirname(file), m[1]!), found)
}
