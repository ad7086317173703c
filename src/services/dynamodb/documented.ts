import type { Instant } from '#kernel/time.ts'
import type { ServiceContext } from '../service.ts'
import { newStream, toEpochSeconds } from './control/controlPlane.ts'
import type { Settings, TableLife } from './control/life.ts'
import type { dynamodbDefinition } from './definition.ts'

/** What a node's properties say that the API may change, too. */
export interface Documented {
  /** When they say it. */
  readonly now: Instant
  /** The attribute by which items expire; null: they do not. */
  readonly timeToLive: string | null
  /** What its stream tells of a change; null: it has none. */
  readonly stream: string | null
  /** Days of point-in-time recovery; null: there is none. */
  readonly recoveryDays: number | null
  /** The other Regions that have the table. */
  readonly regions: readonly string[]
  /** The resource policy's text. */
  readonly policy: string | null
  /** What is only kept and told. */
  readonly kept: Partial<
    Pick<Settings, 'deletionProtection' | 'tableClass' | 'encryption' | 'tags' | 'insights'>
  >
}

type Properties = ServiceContext<typeof dynamodbDefinition>['node']['properties']

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** Properties of `AWS::DynamoDB::Table` of which the simulation makes nothing but what DescribeTable tells. */
function readKept(properties: Readonly<Record<string, unknown>>, at: number): Documented['kept'] {
  const { DeletionProtectionEnabled, TableClass, SSESpecification: sse, Tags: tags } = properties
  const isEncrypted = isObject(sse) && sse['SSEEnabled'] === true
  const tableClass = textOf(TableClass)
  return {
    deletionProtection: DeletionProtectionEnabled === true,
    tableClass: tableClass === null ? null : { name: tableClass, changedAt: null },
    encryption: isEncrypted ? { keyArn: textOf(sse['KMSMasterKeyId']), changedAt: at } : null,
    tags: (Array.isArray(tags) ? tags : []).flatMap((tag: unknown) => {
      const [Key, Value] = isObject(tag) ? [textOf(tag['Key']), textOf(tag['Value'])] : [null, null]
      return Key === null || Value === null ? [] : [{ Key, Value }]
    }),
    insights: readInsights(properties, at),
  }
}

const isOn = (of: Readonly<Record<string, unknown>>): boolean => {
  const given = of['ContributorInsightsSpecification']
  return isObject(given) && given['Enabled'] === true
}

/** Contributor insights of the table (the empty name) and of its global indexes. */
function readInsights(
  properties: Readonly<Record<string, unknown>>,
  changedAt: number,
): Settings['insights'] {
  const globals: unknown = properties['GlobalSecondaryIndexes']
  const indexes = Array.isArray(globals) ? globals.filter(isObject).filter(isOn) : []
  const names = indexes.map((index) => textOf(index['IndexName']) ?? '')
  const on = isOn(properties) ? ['', ...names] : names
  return Object.fromEntries(
    on.map((name) => [name, { mode: 'ACCESSED_AND_THROTTLED_KEYS', changedAt }]),
  )
}

/** The other Regions that the properties name. */
export const documentedRegions = ({
  Replicas = [],
}: Pick<Properties, 'Replicas'>): readonly string[] => Replicas.map(({ Region }) => Region)

/** Reads a node's properties at `now`, in the Region `home`. */
export function readDocumented(
  properties: Properties,
  { now, home }: { readonly now: Instant; readonly home: string },
): Documented {
  const { TimeToLiveSpecification: ttl, PointInTimeRecoverySpecification: recovery } = properties
  const document = properties.ResourcePolicy?.PolicyDocument
  return {
    now,
    timeToLive: ttl?.Enabled === true ? (ttl.AttributeName ?? null) : null,
    stream: properties.StreamSpecification?.StreamViewType ?? null,
    recoveryDays:
      recovery?.PointInTimeRecoveryEnabled === true ? recovery.RecoveryPeriodInDays : null,
    regions: documentedRegions(properties).filter((code) => code !== home),
    policy: document === undefined ? null : JSON.stringify(document),
    kept: readKept(properties, toEpochSeconds(now)),
  }
}

/** What does not change with the time at which it is read. */
const textsOf = ({ timeToLive, stream, recoveryDays, regions, policy, kept }: Documented) => ({
  regions: regions.join(),
  timeToLive,
  stream,
  recoveryDays,
  policy,
  kept: JSON.stringify(kept, (key, value: unknown) => (key === 'changedAt' ? null : value)),
})

const NOTHING: ReturnType<typeof textsOf> = {
  regions: '',
  timeToLive: null,
  stream: null,
  recoveryDays: null,
  policy: null,
  kept: '',
}

/**
 * Has a table's settings follow its node's properties: what they say anew counts from then on, what they go on saying
 * does not undo what the API has changed since.
 */
export function createFollower(): (life: TableLife, documented: Documented) => void {
  const last = new WeakMap<TableLife, ReturnType<typeof textsOf>>()
  return (life, documented) => {
    const known = last.get(life) ?? NOTHING
    const given = textsOf(documented)
    last.set(life, given)
    const { settings } = life
    const { now, timeToLive, stream, recoveryDays, policy } = documented
    if (given.timeToLive !== known.timeToLive) {
      settings.ttl =
        timeToLive === null ? null : { attribute: timeToLive, status: 'ENABLED', changedAt: now }
    }
    if (given.stream !== known.stream) {
      settings.stream = stream === null ? null : newStream(stream, now)
    }
    if (given.recoveryDays !== known.recoveryDays) {
      settings.recovery =
        recoveryDays === null
          ? null
          : { since: settings.recovery?.since ?? now, days: recoveryDays }
    }
    if (given.regions !== known.regions) {
      settings.replicas = documented.regions.map((region) => ({ region, status: 'ACTIVE' }))
    }
    if (given.policy !== known.policy) {
      settings.policy = policy === null ? null : { text: policy, revision: '1' }
    }
    if (given.kept !== known.kept) Object.assign(settings, documented.kept)
  }
}
