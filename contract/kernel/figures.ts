/**
 * Figures with their unit. 户 and 户次 are two things, 万元 and 亿元 two sizes of one: what has not the same unit is not added,
 * and the compiler says so. Values are decimal and exact; a conversion loses nothing.
 */
const families = {
  户: { 户: 0, 万户: 4 },
  户次: { 户次: 0, 万户次: 4 },
  元: { 元: 0, 万元: 4, 亿元: 8 },
  '%': { '%': 0 },
} as const

export type Family = keyof typeof families
export type UnitOf<F extends Family> = keyof (typeof families)[F] & string
export type Unit = { [F in Family]: UnitOf<F> }[Family]
/** The units a unit may be turned into: those of its own family. */
export type Kin<U extends Unit> = { [F in Family]: U extends UnitOf<F> ? UnitOf<F> : never }[Family]

/** A decimal with a unit. An object, so that + between two of them does not compile; the unit is part of its type. */
export class Quantity<U extends Unit> {
  readonly #unit: U
  readonly #digits: bigint
  readonly #places: number

  private constructor(digits: bigint, places: number, unit: U) {
    let [d, p] = [digits, places]
    while (p > 0 && d % 10n === 0n) [d, p] = [d / 10n, p - 1]
    this.#digits = d
    this.#places = p
    this.#unit = unit
  }

  /** From decimal text as a program writes it: 42.14, -3. Throws on anything else. */
  static of<U extends Unit>(text: string, unit: U): Quantity<U> {
    const m = /^(-?\d+)(?:\.(\d+))?$/.exec(text)
    if (!m) throw new TypeError(`no figure: ${text}`)
    return new Quantity(BigInt(`${m[1]}${m[2] ?? ''}`), m[2]?.length ?? 0, unit)
  }

  get unit(): U {
    return this.#unit
  }

  /** The sum of two figures of the same unit. */
  plus(other: Quantity<U>): Quantity<U> {
    const places = Math.max(this.#places, other.#places)
    return new Quantity(this.#at(places) + other.#at(places), places, this.#unit)
  }

  /** The same amount in another unit of the family, exact. */
  in<V extends Kin<U>>(unit: V): Quantity<V> {
    const shift = sizeOf(this.#unit) - sizeOf(unit)
    const places = this.#places - shift
    return places >= 0
      ? new Quantity(this.#digits, places, unit)
      : new Quantity(this.#digits * 10n ** BigInt(-places), 0, unit)
  }

  /** The value times 10^places, cut below: whole 户 at 0, fen of 元 at 2, basis points of % at 2. */
  whole(places = 0): bigint {
    return places >= this.#places ? this.#at(places) : this.#digits / 10n ** BigInt(this.#places - places)
  }

  /** Whether nothing is left behind so many places. */
  isWhole(places = 0): boolean {
    return this.#places <= places
  }

  get decimal(): string {
    if (this.#places === 0) return this.#digits.toString()
    const text = (this.#digits < 0n ? -this.#digits : this.#digits).toString().padStart(this.#places + 1, '0')
    return `${this.#digits < 0n ? '-' : ''}${text.slice(0, -this.#places)}.${text.slice(-this.#places)}`
  }

  /** 42.14 万户, with commas. */
  toString(): string {
    const [whole = '', rest] = this.decimal.split('.')
    return `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}${rest ? `.${rest}` : ''} ${this.#unit}`
  }

  #at(places: number): bigint {
    return this.#digits * 10n ** BigInt(places - this.#places)
  }
}

export function familyOf(unit: Unit): Family {
  return (Object.keys(families) as Family[]).find((f) => unit in families[f])!
}

function sizeOf(unit: Unit): number {
  return (families[familyOf(unit)] as Readonly<Record<string, number>>)[unit]!
}

/** A figure found in a text: as it was written, where, and how many of its digits are behind the point. */
export interface FoundFigure {
  text: string
  at: number
  quantity: Quantity<Unit>
  /** Decimal places as written: 42.14 has two, so it stands for everything that rounds to it. */
  places: number
  /** 余、多、近、约: not meant to the last digit. */
  about: boolean
}

const spelt: Readonly<Record<string, Unit>> = {
  户: '户',
  家: '户',
  万户: '万户',
  万家: '万户',
  户次: '户次',
  次: '户次',
  万户次: '万户次',
  万次: '万户次',
  元: '元',
  万元: '万元',
  亿元: '亿元',
  亿: '亿元',
  '%': '%',
  '％': '%',
}
const figure =
  /(近|约|超|逾)?\s*(\d[\d,，]*(?:[.．]\d+)?)\s*(余|多)?\s*(万户次|万次|万户|万家|户次|亿元|万元|户|家|亿|元|次|%|％)/g

/** Every figure with a unit in a sentence as people type it: 42.14万户, 359.35亿元, 3,080 户, 103.68%. */
export function readFigures(sentence: string): FoundFigure[] {
  return Array.from(sentence.matchAll(figure), (m) => {
    const number = m[2]!.replace(/[,，]/g, '').replace('．', '.')
    return {
      text: m[0].trim(),
      at: m.index,
      quantity: Quantity.of(number, spelt[m[4]!]!) as Quantity<Unit>,
      places: number.split('.')[1]?.length ?? 0,
      about: m[1] !== undefined || m[3] !== undefined,
    }
  })
}
