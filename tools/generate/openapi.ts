import type { FastifyInstance } from 'fastify'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** The published description, in a stable order and without the parts nobody refers to. */
export function openapiPage(app: FastifyInstance): string {
  const page = app.swagger() as unknown as { components: { schemas: Record<string, Json> }; paths: Json }
  const used = reachable(page)
  page.components.schemas = Object.fromEntries(
    Object.entries(page.components.schemas)
      .filter(([name]) => used.has(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  return `${JSON.stringify(page, null, 1)}\n`
}

/** Names of the schemas the paths lead to; the generator also makes an unused twin of each answer. */
function reachable(page: { components: { schemas: Record<string, Json> }; paths: Json }): Set<string> {
  const seen = new Set<string>()
  const queue = refsIn(page.paths)
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name)) continue
    seen.add(name)
    queue.push(...refsIn(page.components.schemas[name] ?? null))
  }
  return seen
}

function refsIn(value: Json): string[] {
  if (value === null || typeof value !== 'object') return []
  if (Array.isArray(value)) return value.flatMap(refsIn)
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner.slice(inner.lastIndexOf('/') + 1)] : refsIn(inner),
  )
}
