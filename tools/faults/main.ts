import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { faultNames, isBad, type Line, suffer } from './faults.ts'
import { isBadRules, type RulesLine } from './rules.ts'
import { openScene, ruleFaults } from './scene.ts'

const help = `用法：npm run faults -- import [X1 X2 X5] [--kills 每种故障几次] [--rows 每份名单户数] [--json]
      npm run faults -- rules [--runs 多少条规则] [--seed 种子] [--json]
import：用真实进程试，在读取、预览、入库、筛查、派发中 kill -9 服务或数据库，重启后核对有没有丢、重、残留。
rules：随机写出规则（默认一万条，夹带恶意文字），数据库判的与另一套算法逐户核对。docs/faults.md 有说明与结果。`

const options = {
  kills: { type: 'string' },
  rows: { type: 'string' },
  runs: { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** `npm run faults -- import | rules`: looks for harm under real faults or hostile rules; exit code 1 where there is any. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options })
  const [suite, ...named] = positionals
  const unknown = named.find((n) => !faultNames.some((f) => f === n))
  if (!(suite === 'import' || (suite === 'rules' && named.length === 0)) || unknown !== undefined) {
    console.error(unknown === undefined ? help : `没有故障「${unknown}」；有：${faultNames.join('、')}`)
    return 1
  }
  const home = mkdtempSync(join(tmpdir(), 'diguan-faults-'))
  try {
    if (suite === 'import') return await importFaults(home, named, values)
    const line = await ruleFaults(
      join(home, 'home'),
      whole(values.runs ?? '10000', '--runs', 1),
      values.seed === undefined ? randomInt(2 ** 31) : whole(values.seed, '--seed', 0),
    )
    console.log(values.json ? JSON.stringify(line) : toldRules(line))
    return isBadRules(line) ? 1 : 0
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

async function importFaults(
  home: string,
  named: readonly string[],
  values: { kills?: string; rows?: string; json?: boolean },
): Promise<number> {
  const kills = values.kills === undefined ? undefined : whole(values.kills, '--kills', 1)
  const rows = whole(values.rows ?? '5000', '--rows', 500)
  const scene = await openScene(join(home, 'home'), rows)
  let bad = false
  try {
    for (const fault of faultNames) {
      if (named.length > 0 && !named.includes(fault)) continue
      const line = await suffer(scene, fault, kills)
      console.log(values.json ? JSON.stringify(line) : told(line))
      bad ||= isBad(line)
    }
  } finally {
    await scene.server.stop()
  }
  return bad ? 1 : 0
}

function whole(text: string, name: string, least: number): number {
  const n = Number(text)
  if (!Number.isInteger(n) || n < least)
    throw new Error(`${name} 应为不小于 ${least} 的整数，现为「${text}」`)
  return n
}

function told(l: Line): string {
  const broken = l.broken.length === 0 ? 'broken=0' : `broken=${l.broken.join(',')}`
  return `${l.fault} runs=${l.runs} hit=${l.hit} acknowledged=${l.acknowledged} lost=${l.lost} doubled=${l.doubled} leftovers=${l.leftovers} halves=${l.halves} ${broken} resume p95=${l.resumeP95} s control=${l.control}`
}

const toldRules = (l: RulesLine): string =>
  `rules runs=${l.runs} firms=${l.firms} differences=${l.differences} leaks=${l.leaks} refused=${l.refused} misread=${l.misread} seed=${l.seed} seconds=${l.seconds} control=${l.control}`

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)
