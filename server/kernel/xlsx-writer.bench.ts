/** Writes a large ledger to nowhere and prints rows, seconds and peak memory; run by the test in a fresh process. */
import { Writable } from 'node:stream'
import { type CellValue, type SheetColumn, writeWorkbook } from '#kernel/xlsx-writer.ts'

const rowCount = Number(process.argv[2] ?? 100_000)
const columns: SheetColumn[] = [
  ...['企业名称', '统一社会信用代码', '镇街', '社区', '主办行', '状态', '备注'].map(
    (title): SheetColumn => ({ title, type: 'text' }),
  ),
  { title: '走访次数', type: 'integer' },
  { title: '授信（元）', type: 'money', unit: 'yuan' },
  { title: '放款（万元）', type: 'money', unit: 'wan' },
  { title: '利率', type: 'rate' },
  { title: '发放日', type: 'day' },
  { title: '到期日', type: 'day' },
  { title: '更新', type: 'instant' },
]

async function* ledger(): AsyncGenerator<CellValue[]> {
  for (let i = 0; i < rowCount; i++) {
    const text = ['云泽某某商行', '92990102MA00000000', '桥头街道', '新塘社区', '云泽银行', '已授信', `=${i}`]
    yield [
      ...text,
      i,
      String(i * 137),
      BigInt(i) * 10_000n,
      i % 900,
      '2025-03-01',
      '2026-03-01',
      '2026-11-22T00:00:00Z',
    ]
  }
}

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
const started = Date.now()
const { rows } = await writeWorkbook([{ name: '台账', title: '授信台账', columns, rows: ledger() }], nowhere)
const rssMb = Math.round(process.resourceUsage().maxRSS / 1024)
console.log(JSON.stringify({ rows, seconds: (Date.now() - started) / 1000, rssMb }))
