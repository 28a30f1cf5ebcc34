import { useParams } from '@tanstack/react-router'
import { Alert } from 'antd'
import type { RegistrationStatus } from '#contract/registry/words.ts'
import { useCan } from '../../shell/session.ts'
import { BackLink } from '../../ui/BackLink.tsx'
import { History } from '../../ui/History.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Section } from '../../ui/Section.tsx'
import { StateTag, type Tone } from '../../ui/StateTag.tsx'
import { EntityDetails } from './EntityDetails.tsx'
import { EntityFacts } from './EntityFacts.tsx'
import { EntityLists } from './EntityLists.tsx'
import { EntityWhy } from './EntityWhy.tsx'
import { type Entity, useEntity } from './useRegistry.ts'

const tones: Readonly<Record<RegistrationStatus, Tone>> = {
  active: 'go',
  cancelled: 'bad',
  revoked: 'bad',
  moved_out: 'off',
  unknown: 'off',
}

/** One firm: who it is, why it is visited or not, what each department says of it, and what has happened. */
export function EntityPage() {
  const { entityId } = useParams({ strict: false }) as { entityId: string }
  const entity = useEntity(entityId)
  return (
    <div className="stack">
      <BackLink to="/entities" label="经营主体" />
      <Loaded query={entity}>{(e) => <Content entity={e} />}</Loaded>
    </div>
  )
}

/** A firm that was merged is seen on the page of the one it went into, with what was done under its own number. */
function Merged({ entity }: { entity: Entity }) {
  const { mergedFrom, absorbed } = entity
  if (mergedFrom)
    return (
      <Alert
        type="info"
        showIcon
        title={`「${mergedFrom.name}」已并入「${entity.name}」`}
        description="这里是并入后的一户；原来那一户的走访、申报、清单记录都在这里接着看，请用这一户办理。"
      />
    )
  if (absorbed.length === 0) return null
  return (
    <p className="muted">
      已并入这一户：{absorbed.map((a) => a.name).join('、')}。其走访、申报、清单记录一并列在这里。
    </p>
  )
}

function Content({ entity }: { entity: Entity }) {
  const can = useCan()
  return (
    <>
      <PageTitle
        title={entity.name}
        note={
          entity.withdrawn ? (
            <StateTag tone="off">已退出登记库（批次已撤销）</StateTag>
          ) : (
            <StateTag tone={tones[entity.registrationStatus]}>{entity.statusLabel}</StateTag>
          )
        }
      >
        {can('visit.read') ? (
          <LinkButton to="/visits" search={{ entityId: entity.id }}>
            走访记录
          </LinkButton>
        ) : null}
        {can('declaration.read') ? (
          <LinkButton to="/declarations" search={{ entityId: entity.id }}>
            融资申报
          </LinkButton>
        ) : null}
        {can('declaration.write') && !entity.withdrawn ? (
          <LinkButton primary to="/declarations/new" search={{ entity: entity.id }}>
            新建申报
          </LinkButton>
        ) : null}
      </PageTitle>
      <Merged entity={entity} />
      <div className="side-by-side">
        <div className="stack">
          <EntityDetails entity={entity} />
          {entity.withdrawn ? null : <EntityWhy entityId={entity.id} />}
          <EntityLists entityId={entity.id} />
          <EntityFacts facts={entity.facts} />
        </div>
        <Section title="时间线">
          <History
            items={entity.timeline.map((t) => ({ ...t, key: t.seq }))}
            empty="还没有走访、申报等办理记录"
          />
        </Section>
      </div>
    </>
  )
}
