import type { Cell } from './read/sheet.ts'
import { textOf } from './values/cell.ts'
import { readCode } from './values/code.ts'

const total =
  /^\s*其中[:：]|^\s*(合计|总计|小计|共计|累计|合\s+计|总\s+计)|^\s*\S{1,6}(合计|总计|小计|共计)[:：]?\s*$/
/** The line of those who made and checked a list; what stands beside it, a day or a telephone, is no firm's either. */
const signature = /^\s*(制表|填表|填报|审核|审批|复核|经办|报送)(人|员|单位|部门|日期)?\s*[:：]/
/** What stands under a list: who made it, who checked it, a remark. */
const footer = /^\s*(制表|填表|填报|审核|审批|复核|经办|报送|联系|备注|说明|注)[^:：]{0,6}[:：]/
const longestTitle = 40

/** Whether a row is no data: titles repeated on each printed page, totals, signatures, remarks in a single cell. */
export function isNoData(cells: readonly Cell[], titles: ReadonlySet<string>): boolean {
  let filled = 0
  for (const cell of cells) {
    if (cell === null || cell === '') continue
    filled += 1
    if (filled > 3) return areTitles(cells, titles)
    if (typeof cell === 'string' && (total.test(cell) || (filled === 1 && signature.test(cell))))
      return !cells.some(isCode)
  }
  return filled <= 1 || areTitles(cells, titles) || cells.every(isFooter)
}

function areTitles(cells: readonly Cell[], known: ReadonlySet<string>): boolean {
  let titles = 0
  for (const cell of cells) {
    if (cell === null || cell === '') continue
    if (typeof cell !== 'string' || cell.length > longestTitle || !known.has(textOf(cell) ?? '')) return false
    titles += 1
  }
  return titles >= 3
}

/** A row with a right code is a firm's, whatever it is called: 小计算机维修部. */
function isCode(cell: Cell): boolean {
  return readCode(cell).uscc !== null
}

function isFooter(cell: Cell): boolean {
  return cell === null || cell === '' || (typeof cell === 'string' && footer.test(cell))
}
