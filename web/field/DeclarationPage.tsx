import { Link, useLocation, useSearchParams } from 'wouter'
import { PhoneConsentList } from '../features/financing/PhoneConsentList.tsx'
import { PhoneDeclarationActions } from '../features/financing/PhoneDeclarationActions.tsx'
import { PhoneDeclarationStory } from '../features/financing/PhoneDeclarationStory.tsx'
import { useDeclaration } from '../features/financing/phoneDeclarations.ts'
import { goBack } from '../ui/phone/back.ts'
import { Failed } from '../ui/phone/Failed.tsx'
import { Bones, Note } from '../ui/phone/Note.tsx'
import { Screen } from '../ui/phone/Screen.tsx'

/** A declaration that a visitor filled in or met with: where it stands and who holds it. */
export function DeclarationPage({ declarationId }: { declarationId: string }) {
  const [, navigate] = useLocation()
  const [params] = useSearchParams()
  const query = useDeclaration(declarationId)
  const fresh = params.get('new') === '1'
  const back = { label: '返回', onBack: () => (fresh ? navigate('/') : goBack(() => navigate('/'))) }
  return (
    <Screen title="融资申报" back={back}>
      {query.isError && !query.data ? (
        <Failed error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <Bones rows={4} /> : null}
      {query.data ? (
        <>
          {fresh ? (
            <Note kind="good" title={`申报已提交，申报号 ${query.data.no}`}>
              <p>区县专班会受理审核，进展可以随时在这里看。请告诉企业：本机制不收取任何费用。</p>
              <Link className="btn small" href="/">
                下一户
              </Link>
            </Note>
          ) : null}
          <PhoneDeclarationStory d={query.data} />
          <PhoneConsentList d={query.data} how="走访人员按企业要求登记" />
          <PhoneDeclarationActions d={query.data} />
        </>
      ) : null}
    </Screen>
  )
}
