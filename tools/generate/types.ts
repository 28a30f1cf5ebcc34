/** How kysely-codegen is called: once to write the row types, once by the suite with `--verify`. */
export function typesArguments(url: string): string[] {
  return [
    '--dialect',
    'postgres',
    '--url',
    url,
    '--camel-case',
    '--date-parser',
    'string',
    '--exclude-pattern',
    'pgboss.*',
    '--exclude-pattern',
    'inv.*',
    '--out-file',
    'server/db.generated.ts',
  ]
}
