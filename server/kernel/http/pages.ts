import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'

const entries = ['console', 'field', 'portal'] as const

/**
 * The three pages and their assets, from the folder Vite built. Every page carries its own nonce; nothing inline,
 * nothing from elsewhere.
 */
export async function mountPages(app: FastifyInstance, root: string): Promise<void> {
  if (!existsSync(root)) return
  await app.register(fastifyStatic, {
    root: join(root, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    preCompressed: true,
    index: false,
  })
  app.get('/', { config: { plain: true } }, (_request, reply) => reply.redirect('/console/'))
  for (const entry of entries) {
    const page = readFileSync(join(root, entry, 'index.html'), 'utf8')
    const serve = (_request: unknown, reply: FastifyReply) => sendPage(reply, page)
    app.get(`/${entry}`, { config: { plain: true } }, (_request, reply) => reply.redirect(`/${entry}/`))
    app.get(`/${entry}/`, { config: { plain: true } }, serve)
    app.get(`/${entry}/*`, { config: { plain: true } }, serve)
  }
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  const nonce = randomBytes(16).toString('base64')
  return reply
    .header('content-security-policy', policy(nonce))
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page.replaceAll('__NONCE__', nonce))
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ')
}
