import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { benchBundle } from './bundle.ts'
import { benchCity, benchProvince, benchWorkbook } from './city.ts'
import { Report } from './figures.ts'
import { benchHttp, benchHttpProvince } from './http.ts'
import { benchIdentity } from './identity.ts'
import { benchLists } from './lists.ts'
import { benchPages } from './pages.ts'
import { benchPlaces } from './places.ts'

/** `npm run bench -- [suite…] [--json]`: measures, never tests; docs/performance.md keeps the tables with their command. */
const suites = {
  lists: benchLists,
  pages: benchPages,
  places: benchPlaces,
  bundle: benchBundle,
  identity: benchIdentity,
  city: benchCity,
  workbook: benchWorkbook,
  http: benchHttp,
  province: benchProvince,
  'http-province': benchHttpProvince,
} as const

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' } },
  })
  const unknown = positionals.find((p) => !Object.hasOwn(suites, p))
  if (unknown !== undefined)
    throw new Error(`没有测量项「${unknown}」；有：${Object.keys(suites).join('、')}`)
  const report = new Report(values.json === true)
  report.say(`${availableParallelism()} 核 ${cpus()[0]?.model ?? ''}，Node ${process.versions.node}`)
  for (const [name, suite] of Object.entries(suites)) {
    // A province takes its time and its disk: only when it is asked for by name.
    if (positionals.length > 0 ? !positionals.includes(name) : name.endsWith('province')) continue
    report.say(`— ${name}`)
    await suite(report)
  }
  // A figure beyond its limit is told, not failed: on a busy machine it says nothing of the product.
  report.finish()
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
