import { Button } from 'antd'
import { useState } from 'react'
import { accountStatuses, grantStates } from '#contract/organisations/words.ts'
import { useCan, useSession } from '../../shell/session.ts'
import type { Column } from '../../ui/columns.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { ClearFilters, PickOne, SearchBox, useFilters } from '../../ui/Filters.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { StateTag, type Tone } from '../../ui/StateTag.tsx'
import { type AccountDeed, AccountDialog } from './AccountDialogs.tsx'
import { type Account, accountFilters, type Grant, useAccounts } from './useOrganisations.ts'

const grantTones: Readonly<Record<Grant['state'], Tone>> = {
  requested: 'wait',
  active: 'go',
  refused: 'off',
  ended: 'off',
}

/** Who may do what, and where: one asks for a post, another person grants it. */
export function AccountsPage() {
  const can = useCan()
  const [filters] = useFilters()
  const pages = useAccounts(filters)
  const [deed, setDeed] = useState<AccountDeed | null>(null)
  return (
    <div className="stack">
      <PageTitle title="账号与岗位" note="建账号、申请岗位与批准岗位，分属两人">
        {can('account.create') ? (
          <Button type="primary" onClick={() => setDeed({ kind: 'create' })}>
            新建账号
          </Button>
        ) : null}
      </PageTitle>
      <div className="filters no-print">
        <SearchBox name="search" placeholder="姓名或账号" />
        <PickOne name="grants" label="岗位" words={{ requested: '有待批准的岗位' }} />
        <ClearFilters names={accountFilters} />
      </div>
      <DataTable
        pages={pages}
        columns={columnsOf(setDeed, can)}
        rowKey="id"
        label="账号"
        empty={filters.grants ? '没有等待批准的岗位，都办完了' : '没有这样的账号；换个姓名或账号再找'}
      />
      {deed ? <AccountDialog deed={deed} onClose={() => setDeed(null)} /> : null}
    </div>
  )
}

function columnsOf(
  open: (deed: AccountDeed) => void,
  can: ReturnType<typeof useCan>,
): readonly Column<Account>[] {
  return [
    {
      title: '姓名',
      dataIndex: 'personName',
      render: (name: string, a) => (
        <>
          {name}
          <div className="muted small">{a.login}</div>
        </>
      ),
    },
    {
      title: '账号',
      dataIndex: 'status',
      render: (s: Account['status']) => (
        <StateTag tone={s === 'active' ? 'go' : 'off'}>{accountStatuses[s]}</StateTag>
      ),
    },
    {
      title: '岗位',
      dataIndex: 'grants',
      render: (grants: Grant[], a) => <Grants grants={grants} account={a} open={open} />,
    },
    ...(can('grant.request') || can('account.disable')
      ? [
          {
            title: '办理',
            key: 'act',
            render: (_: unknown, account: Account) => <Deeds account={account} open={open} />,
          },
        ]
      : []),
  ]
}

/** What can be done about an account; one that is disabled can only be opened again. */
function Deeds({ account, open }: { account: Account; open: (deed: AccountDeed) => void }) {
  const can = useCan()
  const { data: me } = useSession()
  if (account.status === 'disabled')
    return can('account.enable') ? (
      <Button size="small" onClick={() => open({ kind: 'enable', account })}>
        启用
      </Button>
    ) : null
  return (
    <div className="row">
      {can('grant.request') ? (
        <Button size="small" onClick={() => open({ kind: 'request', account })}>
          申请岗位
        </Button>
      ) : null}
      {can('account.reset') && account.id !== me?.accountId ? (
        <Button size="small" onClick={() => open({ kind: 'reset', account })}>
          重置口令
        </Button>
      ) : null}
      {can('account.disable') ? (
        <Button size="small" onClick={() => open({ kind: 'disable', account })}>
          停用
        </Button>
      ) : null}
    </div>
  )
}

/** The posts that stand or wait, each with what can be decided about it; past ones only as a number. */
function Grants({
  grants,
  account,
  open,
}: {
  grants: readonly Grant[]
  account: Account
  open: (deed: AccountDeed) => void
}) {
  const can = useCan()
  const live = grants.filter((g) => g.state === 'active' || g.state === 'requested')
  const past = grants.length - live.length
  const decide = (grant: Grant, decision: 'approve' | 'refuse' | 'end') =>
    open({ kind: 'decide', account, grant, decision })
  return (
    <ul className="plain-list">
      {live.map((g) => (
        <li key={g.id} className="row">
          <span>
            {g.roleLabel} · {g.orgName}
          </span>
          <StateTag tone={grantTones[g.state]}>{grantStates[g.state]}</StateTag>
          {!can('grant.approve') ? null : g.state === 'requested' ? (
            <>
              <Button size="small" type="primary" onClick={() => decide(g, 'approve')}>
                批准
              </Button>
              <Button size="small" onClick={() => decide(g, 'refuse')}>
                不批准
              </Button>
            </>
          ) : (
            <Button size="small" type="link" danger onClick={() => decide(g, 'end')}>
              收回
            </Button>
          )}
        </li>
      ))}
      {past > 0 ? <li className="muted small">另有 {past} 个已结束或未批准</li> : null}
      {grants.length === 0 ? <li className="muted">没有岗位</li> : null}
    </ul>
  )
}
