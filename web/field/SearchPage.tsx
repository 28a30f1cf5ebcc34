import { useCallback } from 'react'
import { Link, useSearchParams } from 'wouter'
import { entityKinds, registrationStatuses } from '#contract/registry/words.ts'
import { Failed } from '../ui/phone/Failed.tsx'
import { Icon } from '../ui/phone/Icon.tsx'
import { More } from '../ui/phone/More.tsx'
import { Bones, Empty } from '../ui/phone/Note.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { SearchBox } from '../ui/phone/SearchBox.tsx'
import { Tabs } from './Tabs.tsx'
import { useEntitySearch } from './useField.ts'

/** Finds a firm that stands on no list, to write down a visit all the same. */
export function SearchPage() {
  const [params, setParams] = useSearchParams()
  const search = params.get('q') ?? ''
  const onSearch = useCallback((q: string) => setParams(q ? { q } : {}, { replace: true }), [setParams])
  return (
    <Screen title="清单外走访" tabs={<Tabs />}>
      <SearchBox label="查找企业" placeholder="名称两个字，或信用代码" value={search} onSearch={onSearch} />
      {search.length >= 2 ? (
        <Found search={search} />
      ) : (
        <Empty title="路上遇到不在清单上的企业？">先查到它，再登记走访。它不计入清单走访率，单独统计。</Empty>
      )}
    </Screen>
  )
}

function Found({ search }: { search: string }) {
  const query = useEntitySearch(search)
  const rows = query.data?.pages.flatMap((p) => p.rows) ?? []
  if (query.isError && rows.length === 0)
    return <Failed error={query.error} onRetry={() => void query.refetch()} />
  if (query.isPending) return <Bones />
  if (rows.length === 0)
    return (
      <Empty title={`没有查到“${search}”`}>
        换两个字再试，或核对信用代码；本辖区以外的企业查不到。没有登记过的，请企业扫申报码自己填。
      </Empty>
    )
  return (
    <>
      <ul className="list">
        {rows.map((e) => (
          <li key={e.id}>
            <Link className="line" href={`/entities/${e.id}`}>
              <span className="grow">
                <span className="strong">{e.name}</span>
                <span className="row small muted">
                  <span>{e.place}</span>
                  <span>{entityKinds[e.kind]}</span>
                  {e.registrationStatus === 'active' ? null : (
                    <span className="tag amber">{registrationStatuses[e.registrationStatus]}</span>
                  )}
                </span>
              </span>
              <span className="arrow">
                <Icon name="right" size={20} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <More
        has={query.hasNextPage && !query.isError}
        busy={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
        shown={rows.length}
      />
    </>
  )
}
