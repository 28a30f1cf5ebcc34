import type { CallOptions } from './app.ts'
import type { Person, Row, Thing } from './neighbours.ts'
import type { RouteKey } from './reach.ts'
import { aListMapping } from './stage.ts'
import { aNeed, aVisit } from './story.ts'

/** No row has come this far: whoever reaches the row hears that the version is stale, and nothing is changed. */
export const version = 2_000_000_000

export interface Way {
  route: RouteKey
  ask: (row: Row, person: Person) => CallOptions
}
const way = (route: RouteKey, ask: Way['ask']): Way => ({ route, ask })
const by = (name: string, body?: object) => (row: Row) => ({
  params: { [name]: row.id },
  ...(body ? { body } : {}),
})
const channelOf = (person: Person) => (person.role === 'enterprise' ? 'portal' : 'window')

/** Every way to a row of each kind. A new route must be put here, or into one of the two lists below it. */
export const ways: Record<Thing, Way[]> = {
  entity: [
    way('getEntity', by('entityId')),
    way('explainEntity', by('entityId')),
    way('decidePlace', (row) => ({ body: { entityId: row.id, division: '440800000000' } })),
    way('listListsOfEntity', by('entityId')),
    way('reveal', by('entityId', { field: 'address', reason: '上门前核对地址' })),
    way('createDeclaration', (row) => ({
      body: { ...aNeed(), needType: 'trade', entityId: row.id, submit: false },
    })),
    way('recordVisit', (row) => ({ body: aVisit({ entityId: row.id }) })),
  ],
  target: [
    way('getTarget', by('targetId')),
    way('explainTargetBanks', by('targetId')),
    way('actOnTarget', by('targetId', { action: 'scheduleRevisit', version })),
    way('takeTargets', (row) => ({ body: { targetIds: [row.id] } })),
    way('recordVisit', (row) => ({ body: aVisit({ targetId: row.id }) })),
    way('createDeclaration', (row) => ({
      body: { ...aNeed(), needType: 'trade', targetId: row.id, submit: false },
    })),
  ],
  visit: [way('getVisit', by('visitId'))],
  declaration: [
    way('getDeclaration', by('declarationId')),
    way('actOnDeclaration', by('declarationId', { action: 'supplement', version, note: '补充资料' })),
    way(
      'addFinding',
      by('declarationId', { version, standard: 1, result: 'insufficient', basis: '资料不足', evidence: [] }),
    ),
    way('addConsent', (row, person) => ({
      params: { declarationId: row.id },
      body: { bankId: '999999999', channel: channelOf(person), signer: '张三' },
    })),
    way('withdrawConsent', (row) => ({
      params: { declarationId: row.id, consentId: row.consent! },
      body: { how: '企业来电' },
    })),
    way('approveRecommendations', (row) => ({ body: { declarations: [{ id: row.id, version }] } })),
  ],
  case: [way('getCase', by('caseId')), way('actOnCase', by('caseId', { action: 'push', version }))],
  desk: [way('getDeskCase', by('caseId')), way('actOnDeskCase', by('caseId', { action: 'accept', version }))],
  batch: [
    way('getImport', by('batchId')),
    way('listImportIssues', by('batchId')),
    way('exportImportIssues', by('batchId')),
    way('commitImport', by('batchId', { previewHash: '0'.repeat(16) })),
    way('previewReversal', by('batchId')),
    way('reverseImport', by('batchId', { reason: '报错了文件，撤回重报', version: 1 })),
    way('listReversalKept', by('batchId')),
    way('exportReversalKept', by('batchId')),
    way('previewImport', by('batchId', {})),
    way('cancelImport', by('batchId', {})),
    way('tryImport', by('batchId', {})),
    way('mapImport', by('batchId', { mapping: aListMapping })),
  ],
  identity: [
    way('getIdentityCase', by('caseId')),
    way('actOnIdentityCase', by('caseId', { action: 'later', version })),
  ],
  export: [
    way('decideExport', by('exportId', { version, approve: true })),
    way('takeExport', by('exportId')),
  ],
}

/** Ways to many rows at once, or to sums of them: what they hold is asked by the names of the firms in it. */
export const lists: readonly RouteKey[] = [
  'listEntities',
  'getQuality',
  'listFindings',
  'exportFindings',
  'listRestorations',
  'listPlaceGroups',
  'listPlaceDecisions',
  'exportUnplaced',
  'countUnplaced',
  'listTargets',
  'listQueue',
  'listVisits',
  'listDeclarations',
  'listCases',
  'listDeskCases',
  'listLedger',
  'exportLedger',
  'listFunnelRows',
  'getFunnel',
  'getHome',
  'getScreeningRun',
  'listRunFirms',
  'getRulePreview',
  'listPreviewFirms',
  'exportPreviewFirms',
  'listImports',
  'listIdentityCases',
  'exportIdentityCases',
  'listExportRequests',
  'listNotices',
  'listListMembers',
  'listOverlapFirms',
  'listComparisonFirms',
  'exportComparison',
]

/** Ways to no row of a firm: one's own session, places and bodies, rules, lists as such, accounts, the public page. */
export const elsewhere: readonly RouteKey[] = [
  // Of one place, not of one row; whom they name is asked in places.test.ts.
  'listPlaceFirms',
  'undoPlaceDecision',
  'health',
  'bootstrap',
  'login',
  'logout',
  'getSession',
  'switchGrant',
  'readNotices',
  'listDivisions',
  'listBanks',
  'listOrgs',
  'listAccounts',
  'createAccount',
  'disableAccount',
  'enableAccount',
  'resetPassword',
  'changePassword',
  'requestGrant',
  'decideGrant',
  'listAudit',
  'listParameters',
  'changeParameter',
  'checkIntegrity',
  'listJobs',
  'retryJob',
  // Sums of the board alone, and a finding: whose it is to close is asked in quality.test.ts.
  'checkFigures',
  'acceptFinding',
  'uploadList',
  'listImportProfiles',
  'removeImportProfile',
  'countIdentityCases',
  'listRuleSets',
  'draftRules',
  'editRules',
  'discardRules',
  'publishRules',
  'previewRules',
  'compareRules',
  'replayScreening',
  'runScreening',
  'listScreeningRuns',
  'listTargetLists',
  'draftTargetList',
  'assignTargetList',
  'publishTargetList',
  'getAssignment',
  'listAssignmentMoves',
  'listLists',
  'createList',
  'getList',
  'draftListVersion',
  'uploadListFile',
  'actOnListVersion',
  'editListMember',
  'listListRows',
  'getOverlap',
  'compareLists',
  'listTeams',
  'getTeam',
  'createTeam',
  'changeTeam',
  'listCandidates',
  'getMyWork',
  'releaseTargets',
  'arrangeCover',
  'listCovers',
  'endCover',
  'listBuildings',
  'saveBuildings',
  'closeBuilding',
  'getSplit',
  'listDivisionChanges',
  'planDivisionChange',
  'previewDivisionChange',
  'actOnDivisionChange',
  'listCapacities',
  'changeCapacity',
  'requestExport',
  'portalNotice',
  'portalDeclare',
  'portalStatus',
  'portalWithdrawConsent',
  'portalWithdraw',
]
