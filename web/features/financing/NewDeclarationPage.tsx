import { useNavigate } from '@tanstack/react-router'
import { App } from 'antd'
import { BackLink } from '../../ui/BackLink.tsx'
import { useFilters } from '../../ui/Filters.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { FirmChooser } from './FirmChooser.tsx'
import { NewDeclarationForm } from './NewDeclarationForm.tsx'
import { useOrigin } from './useFinancing.ts'

/** Fills in a declaration for a firm: reached from a visit, from the list of firms to visit, or from the firm. */
export function NewDeclarationPage() {
  const [from] = useFilters()
  const navigate = useNavigate()
  const { message } = App.useApp()
  const origin = useOrigin({ visitId: from.visit, targetId: from.target, entityId: from.entity })
  const known = from.visit ?? from.target ?? from.entity
  const first = from.visit ? origin.visit : from.target ? origin.target : origin.entity
  return (
    <div className="stack" style={{ maxWidth: 960 }}>
      <BackLink to="/declarations" label="申报与审核" />
      <PageTitle title="新建融资申报" note="替企业填写；提交后进入申报清单" />
      {known === undefined ? (
        <FirmChooser />
      ) : (
        <Loaded query={first as typeof origin.entity}>
          {() => (
            <Loaded query={origin.entity}>
              {(entity) => (
                <NewDeclarationForm
                  key={entity.id}
                  entity={entity}
                  target={origin.target.data}
                  visit={origin.visit.data}
                  onDone={(view) => {
                    void message.success(view.status === 'drafted' ? '已存草稿' : `已提交，编号 ${view.no}`)
                    void navigate({
                      to: '/declarations/$declarationId',
                      params: { declarationId: view.id },
                      replace: true,
                    })
                  }}
                />
              )}
            </Loaded>
          )}
        </Loaded>
      )}
    </div>
  )
}
