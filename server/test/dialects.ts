import * as XLSX from '@e965/xlsx'
import { bodyOf, unifiedCode } from '#server/demo/city/codes.ts'
import { encodeGb18030 } from '#server/demo/city/gb18030.ts'
import type { ListFile } from './lists.ts'

/** Lists in dialects nobody has declared, each of some sixty made-up firms: how a department's own program writes them. */
export interface DialectFirm {
  name: string
  uscc: string
  /** Yuan, whole. */
  amount: number
  n: number
}

export function dialectFirms(count: number): DialectFirm[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `方言${i + 1}号制造有限公司`,
    uscc: unifiedCode('91', '440800', bodyOf(i + 1, 'current', 11)),
    amount: 120_000 + i * 7_300,
    n: i,
  }))
}

/** Tab separated GB18030 .txt: a title, a note, two header rows with units in brackets, another order of columns. */
export function taxText(firms: readonly DialectFirm[], year: number, unit: '元' | '万元' = '万元'): ListFile {
  const per = unit === '万元' ? 10_000 : 1
  const rows = [
    [`某市税务局${year}年度数据交换表`],
    ['制表人', '张三'],
    ['序次', '纳税主体', '', `税费情况（${unit}）`, '', '信誉'],
    ['', '户名', '纳税人识别号', '入库数', '退库数', '评定'],
    ...firms.map((f, i) => [i + 1, f.name, f.uscc, f.amount / per, 0, 'ABMCD'[f.n % 5]]),
    ['合计', '', '', firms.reduce((n, f) => n + f.amount, 0) / per, 0, ''],
  ]
  return { name: `交换表${year}.txt`, bytes: encodeGb18030(rows.map((r) => r.join('\t')).join('\r\n')) }
}

/** xlsx with title lines, a merged header and names out of a database; amounts in 亿元. */
export function loanBook(firms: readonly DialectFirm[]): ListFile {
  const rows = [
    ['数据抽取结果'],
    ['CXTJ: 2026Q3'],
    [],
    ['KHXX', null, 'DKXX', null, null, null],
    ['F001', 'F002', 'F003', 'F004', 'F005', 'F006'],
    ...firms.map((f) => [
      f.uscc,
      f.name,
      f.amount / 100_000_000,
      `2025/${(f.n % 12) + 1}/5`,
      `2027/${(f.n % 12) + 1}/5`,
      '示范银行',
    ]),
  ]
  const sheet = XLSX.utils.aoa_to_sheet(rows)
  sheet['!merges'] = [XLSX.utils.decode_range('A4:B4'), XLSX.utils.decode_range('C4:F4')]
  const book = XLSX.utils.book_new()
  XLSX.utils.book_append_sheet(book, sheet, 'Sheet1')
  const bytes = XLSX.write(book, { type: 'buffer', bookType: 'xlsx', compression: true }) as Buffer
  return { name: 'export_0937.xlsx', bytes }
}

/** csv in UTF-16 with semicolons; days in four spellings, day first among them, and some that are none. */
export function registerText(firms: readonly DialectFirm[]): ListFile {
  const two = (n: number) => String(n).padStart(2, '0')
  const spellings = [
    (d: number, m: number) => `2024${two(m)}${two(d)}`,
    (d: number, m: number) => `2024年${m}月${d}日`,
    (d: number, m: number) => `${two(d)}.${two(m)}.2024`,
    (d: number, m: number) => `${d}/${m}/2024`,
  ]
  const rows = [
    ['甲项', '乙项', '丙项', '丁项', '戊项', '己项'],
    ...firms.map((f) => [
      f.n === 7 ? f.uscc.replace(/.$/, '?') : f.uscc,
      f.name,
      f.n === 9 ? '31.02.2024' : spellings[f.n % 4]!(13 + (f.n % 12), (f.n % 12) + 1),
      f.n % 9 === 0 ? '吊销' : '存续',
      `试1区甲1街道东社区${f.n}号`,
      '日用百货',
    ]),
  ]
  return {
    name: '主体导出.csv',
    bytes: Buffer.from(`\ufeff${rows.map((r) => r.join(';')).join('\r\n')}`, 'utf16le'),
  }
}
