import { Link, useLocation } from 'wouter'
import { useMay } from '../shell/phoneSession.ts'
import { goBack } from '../ui/phone/back.ts'
import { Failed } from '../ui/phone/Failed.tsx'
import { Bones, Note } from '../ui/phone/Note.tsx'
import { Screen } from '../ui/phone/Screen.tsx'
import { Facts } from '../ui/phone/Steps.tsx'
import { RevealBox } from './RevealBox.tsx'
import { useEntity, useTargets } from './useField.ts'

/** A firm found by search. If it stands on today's list after all, the visit belongs there, so that it counts. */
export function EntityPage({ entityId }: { entityId: string }) {
  const [, navigate] = useLocation()
  const may = useMay()
  const query = useEntity(entityId)
  const back = { label: '返回', onBack: () => goBack(() => navigate('/entities')) }
  const e = query.data
  const listed = useTargets({ stage: undefined, search: e?.uscc ?? e?.name }, e !== undefined)
  if (!e)
    return (
      <Screen title="企业" back={back}>
        {query.isError ? <Failed error={query.error} onRetry={() => void query.refetch()} /> : <Bones />}
      </Screen>
    )
  const target = listed.data?.pages.flatMap((p) => p.rows).find((t) => t.entityId === e.id)
  return (
    <Screen
      title={e.name}
      back={back}
      bar={
        target ? (
          <Link className="btn main" href={`/targets/${target.id}`}>
            在清单上，去登记走访
          </Link>
        ) : (
          <Link className="btn main" href={`/entities/${e.id}/visit`}>
            登记清单外走访
          </Link>
        )
      }
    >
      {target ? <Note>这户在走访清单上，请从清单登记，才计入走访率。</Note> : null}
      <section className="card" aria-label="怎么找到">
        <RevealBox
          entityId={e.id}
          field="address"
          masked={e.address ?? '没有登记地址'}
          may={may('entity.reveal') && e.address?.includes('*') === true}
        />
        <RevealBox
          entityId={e.id}
          field="phone"
          masked={e.phone ?? '没有登记电话'}
          may={may('entity.reveal') && e.phone !== null}
        />
      </section>
      <section className="card">
        <h2>登记情况</h2>
        <Facts
          rows={[
            ['类型', e.kindLabel],
            ['状态', e.statusLabel],
            ['地区', e.place],
            ['信用代码', e.uscc],
            ['负责人', e.legalRep],
            ['成立', e.foundedOn],
            ['经营范围', e.scope],
          ]}
        />
      </section>
    </Screen>
  )
}
