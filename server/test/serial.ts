/** Numbers that differ within one test file; each file begins at one, whatever ran before it in the same process. */
let serial = 0

export const next = (): number => (serial += 1)

export function beginAnew(): void {
  serial = 0
}
