// Plain JavaScript in a process of its own: whoever asks for pages must not share a thread with who answers them.
import { Agent, request } from 'node:http'

const { address, cookie, paths, connections, seconds } = JSON.parse(process.argv[2])
const agent = new Agent({ keepAlive: true, maxSockets: connections })

/** One page, read to its end; anything but 200 ends the measuring. */
function page(path) {
  return new Promise((resolve, reject) => {
    const call = request(`${address}${path}`, { agent, headers: { cookie } }, (answer) => {
      answer.resume()
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`${path}: ${answer.statusCode}`)),
      )
    })
    call.on('error', reject)
    call.end()
  })
}

const started = performance.now()
const until = started + seconds * 1000
let done = 0
await Promise.all(
  Array.from({ length: connections }, async (_, k) => {
    for (let i = k; performance.now() < until; i++) {
      await page(paths[i % paths.length])
      done += 1
    }
  }),
)
process.stdout.write(String(done / ((performance.now() - started) / 1000)))
process.exit(0)
