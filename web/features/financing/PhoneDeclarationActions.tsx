import { useState } from 'react'
import { Choice } from '../../ui/phone/Choice.tsx'
import { AreaField } from '../../ui/phone/Field.tsx'
import { Note } from '../../ui/phone/Note.tsx'
import { type Declaration, useActOnDeclaration } from './phoneDeclarations.ts'

type Doable = 'supplement' | 'withdraw' | 'verify'
const doable: readonly string[] = ['supplement', 'withdraw', 'verify']

const asks: Readonly<Record<'supplement' | 'withdraw', { title: string; label: string; hint: string }>> = {
  supplement: {
    title: '提交补正',
    label: '补充了什么',
    hint: '写清补了哪些资料、交给了谁；提交后专班继续审核',
  },
  withdraw: {
    title: '撤回申报',
    label: '为什么撤回',
    hint: '撤回后不再办理，也不再向银行提供信息；以后需要可以重新申报',
  },
}

/** The steps that this person may take now, as the server offers them; each asks only for its few words. */
export function PhoneDeclarationActions({ d }: { d: Declaration }) {
  const [open, setOpen] = useState<Doable | null>(null)
  const act = useActOnDeclaration(d.id)
  const offered = d.actions.filter((a) => doable.includes(a.action))
  if (offered.length === 0) return null
  return (
    <section className="stack tight" aria-label="可以办理">
      {act.error ? (
        <Note kind="bad" title={act.error.message}>
          请看上面的最新情况，再决定是否继续。
        </Note>
      ) : null}
      {offered.map((a) =>
        open === a.action ? (
          <Step key={a.action} d={d} action={open} act={act} onClose={() => setOpen(null)} />
        ) : (
          <div key={a.action} className="stack tight">
            <button
              type="button"
              className={a.action === 'withdraw' ? 'btn danger wide' : 'btn wide'}
              disabled={a.blocked !== null}
              onClick={() => setOpen(a.action as Doable)}
            >
              {a.action === 'withdraw' ? '撤回申报' : a.label}
            </button>
            {a.blocked ? <p className="hint">{a.blocked}</p> : null}
          </div>
        ),
      )}
    </section>
  )
}

function Step(props: {
  d: Declaration
  action: Doable
  act: ReturnType<typeof useActOnDeclaration>
  onClose: () => void
}) {
  const { d, action, act, onClose } = props
  const [words, setWords] = useState('')
  const [how, setHow] = useState<'visit' | 'registryPhone' | 'window'>()
  const [asked, setAsked] = useState(false)
  const ready = action === 'verify' ? how !== undefined : words.trim().length >= 2
  const send = () => {
    setAsked(true)
    if (!ready) return
    const version = d.version
    const body =
      action === 'verify'
        ? { action, version, how: how! }
        : action === 'withdraw'
          ? { action, version, reason: words.trim() }
          : { action, version, note: words.trim() }
    act.mutate(body, { onSuccess: onClose })
  }
  return (
    <div className="card">
      {action === 'verify' ? (
        <Choice
          label="怎样核实是企业本人申报"
          columns="one"
          value={how}
          onChange={setHow}
          error={asked && !ready ? '请选一种' : undefined}
          options={[
            { value: 'visit', label: '已上门走访' },
            { value: 'registryPhone', label: '拨打登记的电话' },
            { value: 'window', label: '企业到窗口办理' },
          ]}
        />
      ) : (
        <AreaField
          label={asks[action].label}
          hint={asks[action].hint}
          maxLength={500}
          value={words}
          onChange={setWords}
          error={asked && !ready ? '至少写两个字' : undefined}
        />
      )}
      <div className="row">
        <button type="button" className="btn grow" onClick={onClose}>
          不办了
        </button>
        <button
          type="button"
          className={action === 'withdraw' ? 'btn danger grow' : 'btn main grow'}
          disabled={act.isPending}
          onClick={send}
        >
          {act.isPending ? '正在提交…' : action === 'verify' ? '确认核实' : asks[action].title}
        </button>
      </div>
    </div>
  )
}
