import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { api } from '../../shell/api.ts'

const code = { pattern: /^[1-9]\d{8}000$/, message: '请填 12 位镇街代码（末三位 000）' }

/** The new towns of a split, each with the communities that come to it; what is named nowhere stays with the old town. */
export function DivisionParts({ from }: { from: string | undefined }) {
  const below = useQuery({
    queryKey: ['divisions', 'communities', from],
    queryFn: async () => (await api.listDivisions({ query: { parent: from! } })).rows,
    enabled: from !== undefined,
  })
  const options = (below.data ?? []).map((d) => ({ value: d.code, label: d.name }))
  return (
    <Form.List name="parts" initialValue={[{}]}>
      {(towns, { add, remove }) => (
        <>
          {towns.map(({ key, name }, i) => (
            <fieldset key={key} style={{ border: '1px solid var(--line)', margin: '0 0 16px' }}>
              <legend>新设镇街{towns.length > 1 ? ` ${i + 1}` : ''}</legend>
              <Form.Item
                name={[name, 'toName']}
                label="名称"
                rules={[{ required: true, message: '请填名称' }]}
              >
                <Input maxLength={40} />
              </Form.Item>
              <Form.Item name={[name, 'toCode']} label="代码" rules={[{ required: true, ...code }]}>
                <Input maxLength={12} inputMode="numeric" />
              </Form.Item>
              <Form.Item
                name={[name, 'communities']}
                label="划入的社区（村）"
                extra={i === 0 ? '没有划出的留在原镇街；不知在哪个社区的户留在原镇街，并进待落位' : undefined}
                rules={[{ required: true, message: '请选划入的社区' }]}
              >
                <Select
                  mode="multiple"
                  optionFilterProp="label"
                  options={options}
                  loading={below.isFetching}
                  placeholder={from === undefined ? '先选变更的镇街' : '可多选'}
                />
              </Form.Item>
              {towns.length > 1 ? (
                <Button size="small" onClick={() => remove(name)}>
                  去掉这个镇街
                </Button>
              ) : null}
            </fieldset>
          ))}
          <Button onClick={() => add({})} style={{ marginBottom: 16 }}>
            再设一个镇街
          </Button>
        </>
      )}
    </Form.List>
  )
}
