import { Button } from 'antd'
import { useState } from 'react'
import { parameterText } from '#contract/parameters.ts'
import { useCan } from '../../shell/session.ts'
import type { Column } from '../../ui/columns.ts'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PlainTable } from '../../ui/PlainTable.tsx'
import { Section } from '../../ui/Section.tsx'
import { StateTag } from '../../ui/StateTag.tsx'
import { ParameterDialog } from './ParameterDialog.tsx'
import { type Parameter, useParameters } from './useOrganisations.ts'

const isDefault = (p: Parameter) => p.value === p.default

const columns: readonly Column<Parameter>[] = [
  { title: '规则', dataIndex: 'label' },
  {
    title: '现在',
    key: 'value',
    render: (_, p) => (
      <>
        <b>{parameterText(p.key, p.value)}</b> {isDefault(p) ? null : <StateTag tone="wait">已调整</StateTag>}
      </>
    ),
  },
  { title: '默认', key: 'default', render: (_, p) => parameterText(p.key, p.default) },
  {
    title: '依据',
    dataIndex: 'why',
    render: (why: string, p) => (
      <>
        {why}
        {p.changedReason ? <div className="muted small">最近调整：{p.changedReason}</div> : null}
      </>
    ),
  },
]

/** Every rule that differs by place: what it is now, what it is by default, and why. */
export function ParametersPage() {
  const can = useCan()
  const query = useParameters()
  const [open, setOpen] = useState<Parameter | null>(null)
  const may = can('parameter.change')
  const actions: Column<Parameter> = {
    title: '调整',
    key: 'act',
    render: (_, p) => (
      <Button size="small" onClick={() => setOpen(p)} aria-label={`调整：${p.label}`}>
        调整
      </Button>
    ),
  }
  return (
    <div className="stack">
      <PageTitle
        title="参数"
        note={may ? '各地做法不同的规则，调整要写明理由，随时可以调回' : '由市专班调整'}
      />
      <Section title="现行规则">
        <Loaded query={query}>
          {(rows) => (
            <PlainTable
              fit
              rows={rows}
              columns={may ? [...columns, actions] : columns}
              rowKey="key"
              label="现行规则"
              empty="没有参数"
            />
          )}
        </Loaded>
      </Section>
      {open ? <ParameterDialog parameter={open} onClose={() => setOpen(null)} /> : null}
    </div>
  )
}
