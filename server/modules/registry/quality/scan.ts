import type { RawBuilder } from 'kysely'

/** What the scans are asked about. */
export interface ScanDay {
  /** Business day of the check. */
  today: string
}

/**
 * The rows of one subject: (subject_id, entity_id, division, title, code, sender…) and a column for every field of the
 * catalogue, null where the lists do not say. Each subject once.
 */
export type Scan = (day: ScanDay) => RawBuilder<unknown>
