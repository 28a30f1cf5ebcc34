import type { ImportKind } from '#contract/registry/words.ts'
import { findHeader, type Header, headerSearchRows } from './detect.ts'
import { headerAt, headerByProfile, lookRows, type MappedSheet, type Profile } from './mapping.ts'
import { type TextSaid, unsaid } from './read/csv.ts'
import type { SheetRow } from './read/sheet.ts'
import { lookAtText } from './read/text-look.ts'
import { sourceOfKind } from './sources/all.ts'

/** How a sheet is read, and the profile that said so. */
export interface Found {
  header: Header
  profileId: string | null
}

/** What is known of a file before it is read. */
interface Known {
  path: string
  fileName: string
  kind: ImportKind | null
  profiles: readonly Profile[]
}

/** The header a clerk has named. */
export function asSaid(kind: ImportKind, said: MappedSheet, top: SheetRow[]): Found | null {
  const header = headerAt(sourceOfKind(kind), top, said, 'hand')
  return header && { header, profileId: null }
}

/** A header that somebody has mapped before counts for more than one that is recognised. */
export function recognised(known: Known, kind: ImportKind | null, top: SheetRow[]): Found | null {
  const kept = headerByProfile(known.profiles, top, kind)
  if (kept) return { header: kept.header, profileId: kept.profile.id }
  const header = findHeader(top.slice(0, headerSearchRows), {
    kind: kind ?? undefined,
    fileName: known.fileName,
  })
  return header && { header, profileId: null }
}

/**
 * How a text file is taken by a profile that says it, if its header then stands there: such a profile was made because
 * the guess had gone wrong, so the file is tried by it before anything is guessed.
 */
export async function textByProfile(known: Known): Promise<TextSaid> {
  const tried = new Set<string>()
  for (const { text } of known.profiles) {
    const key = JSON.stringify(text)
    if ((text.encoding === null && text.delimiter === null) || tried.has(key)) continue
    tried.add(key)
    // A file that cannot even be looked at this way is not of this profile; the reading itself says what is wrong with it.
    const look = await lookAtText(known.path, text, lookRows).catch(() => null)
    if (!look || look.garbled) continue
    const same = known.profiles.filter((p) => JSON.stringify(p.text) === key)
    if (headerByProfile(same, look.rows, known.kind)) return text
  }
  return unsaid
}
