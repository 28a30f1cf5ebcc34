import { firmStages, firmSteps } from '#contract/financing/firm.words.ts'
import { guarantees, needTypes, parts, purposeKinds } from '#contract/financing/words.ts'
import { lights } from '#contract/kernel/deadline.ts'
import { moneyText, rateText } from '#contract/kernel/money.ts'
import { Note } from '../../ui/phone/Note.tsx'
import { Facts, Ladder } from '../../ui/phone/Steps.tsx'
import type { Declaration } from './phoneDeclarations.ts'

const ended = ['withdrawn', 'notEligible', 'merged']

/** Where a declaration stands, who holds it and until when; the same for the firm and for who filled it in. */
export function PhoneDeclarationStory({ d }: { d: Declaration }) {
  const at = firmSteps.findIndex((s) => s.statuses.includes(d.status))
  const working = d.cases.find((c) => c.light !== null)
  const waiting = d.status === 'submitted' && !d.verified
  return (
    <>
      <section className="card">
        <h2>{waiting ? '已提交，等待核实' : firmStages[d.status]}</h2>
        <Facts
          rows={[
            ['现在由', ended.includes(d.status) || d.status === 'credited' ? '' : d.holder],
            ['银行期限', working?.dueOn ? `${working.dueOn}（${lights[working.light!]}）` : ''],
            ['说明', d.closeReason],
          ]}
        />
        {ended.includes(d.status) ? null : (
          <Ladder steps={firmSteps.map(({ label }, i) => ({ label, done: i <= at }))} />
        )}
        {waiting ? <Note>工作人员会上门或拨打登记的电话，核实是企业本人申报，核实后才受理。</Note> : null}
      </section>
      {d.cases.length > 0 ? (
        <section className="card">
          <h2>银行办理</h2>
          {d.cases.map((c) => (
            <div key={c.id} className="row between">
              <span className="grow">
                {c.branch}
                <span className="hint">（{parts[c.part]}）</span>
              </span>
              <span className="tag accent">{c.statusLabel}</span>
            </div>
          ))}
        </section>
      ) : null}
      <section className="card">
        <h2>申报内容</h2>
        <Facts
          rows={[
            ['申报号', d.no],
            ['企业', d.name],
            ['金额', moneyText(d.amountFen)],
            ['期限', `${d.termMonths} 个月`],
            ['贷款', needTypes[d.needType]],
            ['用途', `${purposeKinds[d.purposeKind]}\n${d.purpose}`],
            ['担保', guarantees[d.guarantee]],
            ['利率上限', d.rateCapBp === null ? '' : rateText(d.rateCapBp)],
            ['订单合同', d.ordersNote],
            ['联系人', `${d.contactName} ${d.contactPhone}`],
            ['意向银行', d.wishBank],
          ]}
        />
      </section>
    </>
  )
}
