import { legalForms, tradeWords } from '#contract/registry/identity.ts'
import { sameSound } from '#contract/registry/sounds.ts'

/** A firm's name in its parts: 地名 · 字号 · 行业 · 组织形式. */
export interface NameParts {
  place: string | null
  brand: string
  trade: string | null
  form: string | null
  /** The brand as it is heard: characters of one sound are one. */
  sound: string
}

/** Words of a kind, found at one end of a text: the longest that stands there. */
class Words {
  private readonly words: ReadonlySet<string>
  private readonly longest: number
  constructor(words: Iterable<string>) {
    this.words = new Set(words)
    this.longest = Math.max(0, ...[...this.words].map((w) => w.length))
  }

  /** How many characters words take from the beginning, one behind the other. */
  lead(text: string): number {
    let at = 0
    for (let n = this.at(text, at); n > 0; n = this.at(text, at)) at += n
    return at
  }

  private at(text: string, from: number): number {
    for (let n = Math.min(this.longest, text.length - from); n > 0; n--)
      if (this.words.has(text.slice(from, from + n))) return n
    return 0
  }

  /** How many characters the longest word at the end takes. */
  end(text: string): number {
    for (let n = Math.min(this.longest, text.length); n > 0; n--)
      if (this.words.has(text.slice(text.length - n))) return n
    return 0
  }
}

const forms = new Words(Object.values(legalForms).flat())
const trades = new Words(tradeWords.flat())
const heard = new Map(Array.from(sameSound.from, (c, i) => [c, sameSound.to[i]!]))

/** Reads names from the ends inwards; both sides of a comparison are read by the same reader. */
export class NameReader {
  private readonly places: Words
  /** @param places names of places down to towns, whole and short, as a name may begin with them */
  constructor(places: Iterable<string>) {
    this.places = new Words(places)
  }

  /** The parts of a name in the spelling for comparison. A brand is never empty: of a name that is all words the words are it. */
  read(key: string): NameParts {
    const lead = this.places.lead(key)
    const rest = lead < key.length ? key.slice(lead) : key
    const formLength = forms.end(rest)
    const core = formLength < rest.length ? rest.slice(0, rest.length - formLength) : rest
    let head = core
    for (let n = trades.end(head); n > 0; n = trades.end(head)) head = head.slice(0, head.length - n)
    const brand = head === '' ? core : head
    return {
      place: lead > 0 ? key.slice(0, lead) : null,
      brand,
      trade: head !== '' && head.length < core.length ? core.slice(head.length) : null,
      form: formLength > 0 ? rest.slice(rest.length - formLength) : null,
      sound: Array.from(brand, (c) => heard.get(c) ?? c).join(''),
    }
  }
}
