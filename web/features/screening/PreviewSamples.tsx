import { Link } from '@tanstack/react-router'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Section } from '../../ui/Section.tsx'
import type { Preview, PreviewFirm } from './usePreview.ts'

/** Twenty of each side by name, to look into before anything is decided. */
export function PreviewSamples({ preview: p }: { preview: Preview }) {
  // A side without firms would be a hole beside twenty names; the tiles above have said its nought.
  return (
    <div className="halves">
      {p.entered > 0 ? (
        <Side title="进入" change="entered" n={p.entered} firms={p.samples.entered} previewId={p.id} />
      ) : null}
      {p.left > 0 ? (
        <Side title="退出" change="left" n={p.left} firms={p.samples.left} previewId={p.id} />
      ) : null}
    </div>
  )
}

function Side(props: {
  title: string
  change: 'entered' | 'left'
  n: number
  firms: readonly PreviewFirm[]
  previewId: string
}) {
  const { firms, n } = props
  return (
    <Section
      title={`${props.title}的户`}
      note={firms.length < n ? `先看 ${firms.length} 户` : `共 ${n} 户`}
      extra={
        <LinkButton
          small
          to="/screening/previews/$previewId/firms"
          params={{ previewId: props.previewId }}
          search={{ change: props.change }}
        >
          全部 {n.toLocaleString('zh-CN')} 户
        </LinkButton>
      }
    >
      <ul className="rows in-columns">
        {firms.map((f) => (
          <li key={f.id}>
            <Link to="/entities/$entityId" params={{ entityId: f.id }}>
              {f.name}
            </Link>
            <div className="muted small">
              {f.place} · {f.reasons.join('、')}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  )
}
