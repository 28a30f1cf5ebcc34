import sparticuz from '@sparticuz/chromium'
import { buildWeb } from '../server/web-build.ts'

/** The browser tests look at the pages as they are built; they are built once, before any file runs. */
export async function setup(): Promise<void> {
  const { NODE_ENV } = process.env
  // The suite's own environment would make it a development build, which no user ever sees.
  process.env.NODE_ENV = 'production'
  await buildWeb(() => undefined)
  process.env.NODE_ENV = NODE_ENV
  // Unpacked once, before two test files would both write the file that one of them already runs.
  await sparticuz.executablePath()
}
