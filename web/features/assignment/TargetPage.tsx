import { Link, useParams } from '@tanstack/react-router'
import { Alert, Button } from 'antd'
import { entityKinds } from '#contract/registry/words.ts'
import { useCan } from '../../shell/session.ts'
import { BackLink } from '../../ui/BackLink.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Section } from '../../ui/Section.tsx'
import { Masked } from '../registry/Masked.tsx'
import { TargetState } from './ListState.tsx'
import { TargetActions } from './TargetActions.tsx'
import { type Target, useTarget } from './useAssignment.ts'
import { WhyBanks } from './WhyBanks.tsx'

/** One firm to visit: who and where, which banks and why, who was there before, and what can be done now. */
export function TargetPage() {
  const { targetId } = useParams({ strict: false }) as { targetId: string }
  const target = useTarget(targetId)
  return (
    <div className="stack">
      <BackLink to="/targets" label="走访对象" />
      <Loaded query={target}>{(t) => <Content target={t} />}</Loaded>
    </div>
  )
}

function Content({ target: t }: { target: Target }) {
  const can = useCan()
  return (
    <>
      <PageTitle title={t.name} note={<TargetState status={t.status} />}>
        <TargetActions target={t} />
        {t.declarationId && can('declaration.read') ? (
          <LinkButton to="/declarations/$declarationId" params={{ declarationId: t.declarationId }}>
            查看在办申报
          </LinkButton>
        ) : null}
        {!t.declarationId && can('declaration.write') ? (
          <LinkButton to="/declarations/new" search={{ target: t.id }}>
            新建申报
          </LinkButton>
        ) : null}
        {can('visit.record') && t.status !== 'excluded' ? (
          <Button type="primary" href={`/field/targets/${t.id}`}>
            登记走访
          </Button>
        ) : null}
      </PageTitle>
      {t.repeatWarning ? <Alert type="warning" showIcon title={t.repeatWarning} /> : null}
      <div className="halves">
        <Who target={t} />
        <div className="stack">
          <Banks target={t} />
          <Visits target={t} />
        </div>
      </div>
    </>
  )
}

function Who({ target: t }: { target: Target }) {
  const can = useCan()
  return (
    <Section
      title="走访谁"
      extra={
        can('entity.read') ? (
          <Link to="/entities/$entityId" params={{ entityId: t.entityId }}>
            主体详情与筛查依据
          </Link>
        ) : null
      }
    >
      <Facts
        items={[
          { label: '统一社会信用代码', value: t.uscc ? <span className="num">{t.uscc}</span> : null },
          { label: '主体类型', value: entityKinds[t.kind] },
          {
            label: '法定代表人、经营者',
            value: <Masked entityId={t.entityId} field="legalRep" value={t.legalRep} />,
          },
          { label: '联系电话', value: <Masked entityId={t.entityId} field="phone" value={t.phone} /> },
          { label: '所在', value: t.place, wide: true },
          {
            label: '地址',
            value: <Masked entityId={t.entityId} field="address" value={t.address} />,
            wide: true,
          },
          { label: '经营范围', value: t.scope, wide: true },
        ]}
      />
    </Section>
  )
}

function Banks({ target: t }: { target: Target }) {
  const can = useCan()
  return (
    <Section title="派给谁" note={`${t.listName} · 第 ${t.tier} 批`}>
      <Facts
        items={[
          { label: '主办行', value: t.mainBranch ?? '未派到' },
          { label: '备选行', value: t.backupBranch },
        ]}
      />
      {t.assignedWhy.length > 0 ? (
        <>
          <h3>为什么是主办行</h3>
          <ul className="dots">
            {t.assignedWhy.map((why) => (
              <li key={why}>{why}</li>
            ))}
          </ul>
        </>
      ) : null}
      {can('list.read') && t.mainBranch ? <WhyBanks targetId={t.id} /> : null}
    </Section>
  )
}

function Visits({ target: t }: { target: Target }) {
  const can = useCan()
  return (
    <Section
      title="走访"
      extra={
        can('visit.read') && t.visits > 0 ? (
          <Link to="/visits" search={{ entityId: t.entityId }}>
            全部走访记录
          </Link>
        ) : null
      }
    >
      {t.lastVisit ? (
        <Facts
          items={[
            { label: '最近一次', value: <span className="num">{t.lastVisit.on}</span> },
            { label: '走访单位', value: t.lastVisit.by },
            { label: '结果', value: t.lastVisit.outcome },
            { label: '本轮有效走访', value: `${t.visits} 次` },
          ]}
        />
      ) : (
        <p className="muted" style={{ margin: 0 }}>
          还没有走访过。{can('visit.record') ? '到访后点“登记走访”，手机上也能填。' : ''}
        </p>
      )}
    </Section>
  )
}
