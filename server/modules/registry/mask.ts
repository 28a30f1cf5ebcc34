import { maskAddress, maskName, maskPhone } from '#contract/registry/codes.ts'
import type { entityKinds } from '#contract/registry/words.ts'

/** A firm's kind; null where a row does not tell it. */
export type FirmKind = keyof typeof entityKinds | null

/** Whether the firm is a person: then owner and house number are that person's, and so they are taken where it is not known. */
export function isNatural(kind: FirmKind): boolean {
  return kind === null || kind === 'individual' || kind === 'farmer' || kind === 'farm'
}

interface Personal {
  phone: string | null
  legalRep: string | null
  address: string | null
}

/**
 * The one rule of what everyone sees of a firm, on every page and in every file: the phone always masked, owner and house
 * number masked for natural persons and in full for companies, whose registry is public.
 */
export function maskPersonal(kind: FirmKind, p: Personal): Personal {
  return {
    phone: maskPhone(p.phone),
    legalRep: maskOwner(kind, p.legalRep),
    address: isNatural(kind) ? maskAddress(p.address) : p.address,
  }
}

/** The owner's name alone, by the same rule. */
export function maskOwner(kind: FirmKind, legalRep: string | null): string | null {
  return isNatural(kind) ? maskName(legalRep) : legalRep
}
