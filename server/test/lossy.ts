import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { allRoutes } from '#contract/index.ts'
import type { Caller } from './app.ts'

/** A line to the server that is cut as soon as the whole answer is on its way back. */
export interface LossyWay {
  /** Sends a request of which the answer is lost; what the client heard of it. */
  lose(who: Caller, route: keyof typeof allRoutes, body: object, key: string): Promise<'nothing' | number>
  close(): Promise<void>
}

export async function lossyWay(app: FastifyInstance): Promise<LossyWay> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const proxy = net.createServer((client) => {
    const server = net.connect(port, '127.0.0.1')
    client.on('error', () => undefined).pipe(server.on('error', () => undefined))
    let heard = ''
    server.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1')
      if (isWhole(heard)) client.destroy()
    })
    client.on('close', () => server.destroy())
  })
  await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready))
  const at = (proxy.address() as AddressInfo).port
  return {
    lose: (who, route, body, key) =>
      new Promise((resolve) => {
        const request = http.request({
          host: '127.0.0.1',
          port: at,
          agent: false,
          method: allRoutes[route].method,
          path: allRoutes[route].path,
          headers: {
            host: `127.0.0.1:${at}`,
            origin: `http://127.0.0.1:${at}`,
            cookie: who.cookie,
            'content-type': 'application/json',
            'idempotency-key': key,
          },
        })
        request.on('response', (answer) => resolve(answer.statusCode!))
        request.on('error', () => resolve('nothing'))
        request.end(JSON.stringify(body))
      }),
    close: () => new Promise((done) => proxy.close(() => done())),
  }
}

/** Whether an answer has arrived to its last byte. */
function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /content-length: (\d+)/i.exec(answer.slice(0, end))
  return length ? answer.length - end - 4 >= Number(length[1]) : answer.endsWith('0\r\n\r\n')
}
