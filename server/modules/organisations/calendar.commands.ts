import chineseDays from 'chinese-days'
import { asSystem, type Ctx } from '#kernel/context.ts'

/** Years whose working days the State Council has announced and the library knows. */
const announced = { from: 2024, to: 2026 }

/**
 * Enters the announced working days as the first version of the calendar. Later years are added as data when they are
 * announced; until then the week decides. Does nothing where a calendar exists.
 */
export async function seedCalendar(ctx: Ctx): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const any = await trx.selectFrom('calendarDay').select('day').executeTakeFirst()
    if (any) return
    const version = `${announced.from}-${announced.to}`
    const days: { version: string; day: string; workday: boolean }[] = []
    for (let at = Date.UTC(announced.from, 0, 1); at < Date.UTC(announced.to + 1, 0, 1); at += 86_400_000) {
      const day = new Date(at).toISOString().slice(0, 10)
      days.push({ version, day, workday: isAnnouncedWorkday(day) })
    }
    await trx.insertInto('calendarDay').values(days).execute()
  })
}

/** The library names the days of a notice right; the ordinary week it reads in the zone of the machine (control J13). */
function isAnnouncedWorkday(day: string): boolean {
  const { name, work } = chineseDays.getDayDetail(day)
  const ofNotice = name.includes(',')
  return ofNotice ? work : ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())
}
