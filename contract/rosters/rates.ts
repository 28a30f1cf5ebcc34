/** Firms of a comparison, each counted once. Visited are those with a visit that counts, on a list or not. */
export interface ComparisonCounts {
  left: number
  right: number
  both: number
  visited: number
  visitedBoth: number
  visitedLeftOnly: number
  visitedRightOnly: number
  visitedNeither: number
}

const figure = (n: number) => n.toLocaleString('zh-CN')

/** A rate of two counts in per cent with two digits; a dash where there is nothing to divide by. */
export function rateText(part: number, base: number): string {
  return base === 0 ? '—' : `${(Math.round((part * 10_000) / base) / 100).toFixed(2)} %`
}

/** Both rates in one sentence each: with all visits above the line, which may exceed 100 %, and within the list, which cannot. */
function oneRate(c: ComparisonCounts, base: number, within: number): string {
  return `${figure(c.visited)} / ${figure(base)} = ${rateText(c.visited, base)}，清单内 ${figure(within)} / ${figure(base)} = ${rateText(within, base)}`
}

/**
 * Why the visit rate by the right-hand list is what it is, from counts alone (421,404 / 406,447 = 103.68 %).
 * What stands above the line and not below it is named as sets of firms; so is what is below and not above.
 */
export function explainRate(c: ComparisonCounts, left: string, right: string): string {
  const within = c.visitedBoth + c.visitedRightOnly
  const outside = c.visitedLeftOnly + c.visitedNeither
  const unvisited = c.right - within
  const extra =
    outside === 0
      ? `已走访的都在“${right}”上`
      : `其中 ${figure(outside)} 户不在“${right}”上（${figure(c.visitedLeftOnly)} 户只在“${left}”上，${figure(c.visitedNeither)} 户两份都没有）`
  return `走访 ${oneRate(c, c.right, within)}：${extra}；“${right}”上还有 ${figure(unvisited)} 户未走访。按“${left}”：${oneRate(c, c.left, c.visitedBoth + c.visitedLeftOnly)}。`
}
