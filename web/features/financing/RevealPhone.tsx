import { Button } from 'antd'
import { useCan } from '../../shell/session.ts'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { useReveal } from './useFinancing.ts'

/** The phone kept by the registry, in clear on request: the look is counted and kept with its purpose. */
export function RevealPhone({ entityId, purpose }: { entityId: string; purpose: string }) {
  const can = useCan()
  const reveal = useReveal(entityId)
  if (!can('entity.reveal')) return null
  return (
    <div style={{ marginBottom: 12 }}>
      {reveal.data ? (
        <div role="status">
          登记电话 <b className="num">{reveal.data.value ?? '登记机关没有留存电话'}</b>
          <span className="muted small">　今日还可查看 {reveal.data.leftToday} 次</span>
        </div>
      ) : (
        <>
          <Button
            size="small"
            loading={reveal.isPending}
            onClick={() => reveal.mutate({ field: 'phone', reason: purpose })}
          >
            查看登记电话
          </Button>
          <span className="muted small">　查看会留痕，用途记为“{purpose}”</span>
        </>
      )}
      <ProblemNote problem={reveal.error} />
    </div>
  )
}
