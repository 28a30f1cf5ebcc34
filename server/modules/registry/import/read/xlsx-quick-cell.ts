/**
 * Nearly every cell of nearly every file is written in one of three ways:
 *   <c r="B2" s="1" t="s"><v>17</v></c>   <c r="B2" t="inlineStr"><is><t>text</t></is></c>   <c r="B2" s="1"/>
 * Reading these at one go instead of tag by tag halves the time of an import. Whatever looks different in the
 * least is left to the tokenizer.
 */
export class QuickCell {
  /** 0-based, or -1 without a reference. */
  column = -1
  style = 0
  type = 'n'
  /** Where the value stands; empty for a cell without one. */
  from = 0
  to = 0

  /** Reads the cell whose `<c ` begins at `lt` and returns where it ends, or -1 to leave it to the tokenizer. */
  read(text: string, lt: number): number {
    this.column = -1
    this.style = 0
    this.type = 'n'
    let i = lt + 2
    while (text.charCodeAt(i) === 32) {
      i = this.attribute(text, i + 1)
      if (i < 0) return -1
    }
    if (text.charCodeAt(i) === 47) {
      this.from = this.to = i
      return text.charCodeAt(i + 1) === 62 ? i + 2 : -1
    }
    if (text.charCodeAt(i) !== 62) return -1
    if (text.startsWith('<v>', i + 1)) return this.value(text, i + 4, '</v></c>')
    if (text.startsWith('<is><t>', i + 1)) return this.value(text, i + 8, '</t></is></c>')
    return -1
  }

  private value(text: string, from: number, ending: string): number {
    const to = text.indexOf('<', from)
    if (to < 0 || !text.startsWith(ending, to)) return -1
    this.from = from
    this.to = to
    return to + ending.length
  }

  /** Reads r, s or t and returns the position after the closing quote; -1 for any other attribute. */
  private attribute(text: string, start: number): number {
    if (text.charCodeAt(start + 1) !== 61 || text.charCodeAt(start + 2) !== 34) return -1
    switch (text.charCodeAt(start)) {
      case 114:
        return this.reference(text, start + 3)
      case 115:
        return this.styleNumber(text, start + 3)
      case 116:
        return this.typeName(text, start + 3)
      default:
        return -1
    }
  }

  private reference(text: string, start: number): number {
    let i = start
    let column = 0
    let code = text.charCodeAt(i)
    // Four letters cannot overflow, and are beyond the last column anyway.
    while (code >= 65 && code <= 90 && i < start + 4) {
      column = column * 26 + code - 64
      code = text.charCodeAt(++i)
    }
    while (code >= 48 && code <= 57) code = text.charCodeAt(++i)
    this.column = column - 1
    return code === 34 && column > 0 ? i + 1 : -1
  }

  private styleNumber(text: string, start: number): number {
    let i = start
    let style = 0
    let code = text.charCodeAt(i)
    while (code >= 48 && code <= 57 && i < start + 8) {
      style = style * 10 + code - 48
      code = text.charCodeAt(++i)
    }
    this.style = style
    return code === 34 && i > start ? i + 1 : -1
  }

  private typeName(text: string, start: number): number {
    if (text.charCodeAt(start + 1) === 34) {
      this.type = text.charAt(start)
      return start + 2
    }
    if (text.startsWith('inlineStr"', start)) {
      this.type = 'inlineStr'
      return start + 10
    }
    if (!text.startsWith('str"', start)) return -1
    this.type = 'str'
    return start + 4
  }
}
