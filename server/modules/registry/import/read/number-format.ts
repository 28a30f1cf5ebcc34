/** Built-in formats that show a day; 27-36 and 50-58 are the ones of Chinese Excel, whose files do not spell them. */
const builtinDates = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58])

/**
 * Whether numbers of this format are days. A format of hours and minutes only is not: such a cell is a length or a
 * time without a day, and stays a number.
 */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtinDates.has(id)
  const section = code
    .replace(/"[^"]*"?|\\.|_.|\*./g, '')
    .replace(/\[[^\]]*\]/g, (bracket) => (/^\[[hms]+\]$/i.test(bracket) ? 'h' : ''))
    .split(';')[0]!
    .toLowerCase()
    .replace(/general|g\/通用格式|am\/pm|a\/p|上午\/下午|e[+-]/g, '')
  if (/[yd]|a{3}|e/.test(section)) return !/[0#?]/.test(section.replace(/s\.0+/g, 's'))
  return section.includes('m') && !/[hs]/.test(section) && !/[0#?]/.test(section)
}
