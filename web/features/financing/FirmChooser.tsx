import { SearchOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Input } from 'antd'
import { useDeferredValue, useState } from 'react'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Section } from '../../ui/Section.tsx'
import { useFirmSearch } from './useFinancing.ts'

/** Which firm declares: found by name or code, when the page was not reached from a firm. */
export function FirmChooser() {
  const [text, setText] = useState('')
  const search = useDeferredValue(text.trim())
  const found = useFirmSearch(search)
  return (
    <Section title="先选企业" note="也可以从走访对象或走访记录进入，会带入走访内容">
      <Input.Search
        autoFocus
        allowClear
        enterButton={<Button icon={<SearchOutlined aria-hidden />} aria-label="查找" />}
        aria-label="企业名称中的字，或统一社会信用代码"
        placeholder="企业名称中的任意两个字，或统一社会信用代码"
        value={text}
        onChange={(e) => setText(e.target.value)}
        style={{ maxWidth: 420 }}
      />
      {found.error ? (
        <Alert type="error" role="alert" title={found.error.message} style={{ marginTop: 12 }} />
      ) : null}
      <ul className="plain-list" style={{ marginTop: 12 }} aria-label="找到的企业">
        {found.data?.rows.map((e) => (
          <li key={e.id} className="row" style={{ padding: '8px 0', borderTop: '1px solid var(--line)' }}>
            <LinkButton small to="/declarations/new" search={{ entity: e.id }} replace>
              选这一户
            </LinkButton>
            <Link to="/entities/$entityId" params={{ entityId: e.id }}>
              {e.name}
            </Link>
            <span className="muted num">{e.uscc ?? '无代码'}</span>
            <span className="muted">{e.place}</span>
          </li>
        ))}
      </ul>
      {found.data?.rows.length === 0 ? (
        <p className="muted">没有找到“{search}”。请换两个字再试，或核对是否属于本地。</p>
      ) : null}
    </Section>
  )
}
