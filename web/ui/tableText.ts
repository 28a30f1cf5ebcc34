/** What stands in a table on the page, as lines and tabs: pasted into a sheet it falls into the same cells. */
export function tableText(box: HTMLElement): string {
  const heads = [...box.querySelectorAll<HTMLElement>('thead th')].filter(isText).map(textOf)
  const rows = [...box.querySelectorAll<HTMLElement>('tbody tr.ant-table-row')].map((tr) =>
    [...tr.querySelectorAll<HTMLElement>('td')].filter(isText).map(textOf),
  )
  return [heads, ...rows].map((cells) => cells.map(harmless).join('\t')).join('\n')
}

const isText = (cell: HTMLElement) => !cell.matches('.ant-table-selection-column, .ant-table-cell-scrollbar')
const textOf = (cell: HTMLElement) => cell.innerText.replace(/\s+/g, ' ').trim()

/** A name that begins like a formula stays text, as in the files we write. */
export function harmless(text: string): string {
  return /^[=+\-@]./.test(text) ? `'${text}` : text
}
