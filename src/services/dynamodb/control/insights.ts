import { type ActionContext, createAction, members, toTableName } from '../actions/action.ts'
import { serviceError, validation } from '../refusal.ts'
import { integer, optional, required, string, structure } from '../shape.ts'
import { getLife } from './control.ts'
import { toEpochSeconds } from './controlPlane.ts'
import { type TableLife, without } from './life.ts'

/** The key of the table itself among its indexes' settings. */
const TABLE = ''

const modes = optional(string({ oneOf: ['ACCESSED_AND_THROTTLED_KEYS', 'THROTTLED_KEYS'] }))

const target = { TableName: members.tableName, IndexName: members.indexName }

function getTarget(
  context: ActionContext,
  { TableName, IndexName }: { readonly TableName: string; readonly IndexName?: string | undefined },
): { readonly life: TableLife; readonly name: string } {
  const life = getLife(context, toTableName(TableName))
  const isKnown = life.table.indexes.some(({ definition }) => definition.name === IndexName)
  if (IndexName !== undefined && !isKnown) {
    throw serviceError('ResourceNotFoundException', 'Requested resource not found')
  }
  return { life, name: IndexName ?? TABLE }
}

/** The names of the CloudWatch rules that AWS makes for a table or an index. */
const rulesOf = (life: TableLife, name: string): readonly string[] => {
  const id = `${life.table.definition.name}${name === TABLE ? '' : `/${name}`}`
  const hasSortKey = life.table.definition.keySchema.range !== null
  return [
    `DynamoDBContributorInsights-PKC-${id}`,
    ...(hasSortKey ? [`DynamoDBContributorInsights-SKC-${id}`] : []),
    `DynamoDBContributorInsights-PKT-${id}`,
    ...(hasSortKey ? [`DynamoDBContributorInsights-SKT-${id}`] : []),
  ]
}

const describeTarget = ({ table }: TableLife, name: string) => ({
  TableName: table.definition.name,
  ...(name === TABLE ? {} : { IndexName: name }),
})

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContributorInsights.html */
export const updateContributorInsights = createAction(
  'UpdateContributorInsights',
  structure({
    ...target,
    ContributorInsightsAction: required(string({ oneOf: ['ENABLE', 'DISABLE'] })),
    ContributorInsightsMode: modes,
  }),
  (request) => (context) => {
    const { life, name } = getTarget(context, request)
    const { settings } = life
    const mode = request.ContributorInsightsMode ?? 'ACCESSED_AND_THROTTLED_KEYS'
    const isOn = request.ContributorInsightsAction === 'ENABLE'
    const rest = without(settings.insights, name)
    settings.insights = isOn
      ? { ...rest, [name]: { mode, changedAt: toEpochSeconds(context.now) } }
      : rest
    context.control.changed(life)
    return {
      ...describeTarget(life, name),
      ContributorInsightsStatus: isOn ? 'ENABLING' : 'DISABLING',
      ...(isOn ? { ContributorInsightsMode: mode } : {}),
    }
  },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContributorInsights.html */
export const describeContributorInsights = createAction(
  'DescribeContributorInsights',
  structure(target),
  (request) => (context) => {
    const { life, name } = getTarget(context, request)
    const insights = life.settings.insights[name]
    if (insights === undefined) {
      return { ...describeTarget(life, name), ContributorInsightsStatus: 'DISABLED' }
    }
    return {
      ...describeTarget(life, name),
      ContributorInsightsRuleList: rulesOf(life, name),
      ContributorInsightsStatus: 'ENABLED',
      LastUpdateDateTime: insights.changedAt,
      ContributorInsightsMode: insights.mode,
    }
  },
)

const PAGE_MAX = 100

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListContributorInsights.html */
export const listContributorInsights = createAction(
  'ListContributorInsights',
  structure({
    TableName: optional(members.tableName.shape),
    NextToken: optional(string()),
    MaxResults: optional(integer({ max: PAGE_MAX })),
  }),
  (request) => (context) => {
    const { control } = context
    const lives =
      request.TableName === undefined
        ? control.names().flatMap((name) => control.find(name) ?? [])
        : [getLife(context, toTableName(request.TableName))]
    const all = lives.flatMap((life) =>
      Object.entries(life.settings.insights).map(([name, { mode }]) => ({
        ...describeTarget(life, name),
        ContributorInsightsStatus: 'ENABLED',
        ContributorInsightsMode: mode,
      })),
    )
    const from = request.NextToken === undefined ? 0 : Number(request.NextToken)
    if (!Number.isSafeInteger(from) || from < 0) throw validation('Invalid NextToken')
    const page = all.slice(from, from + (request.MaxResults ?? PAGE_MAX))
    const next = from + page.length
    return {
      ContributorInsightsSummaries: page,
      ...(next < all.length ? { NextToken: String(next) } : {}),
    }
  },
)
