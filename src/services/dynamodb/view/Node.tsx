import './Node.css'
import { Picture } from '#kit/Picture.tsx'
import { formatBytes, formatMs, formatNumber, formatShort } from '#kit/format.ts'
import { Headline, Rows } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { dynamodbDefinition, DynamodbState } from '../definition.ts'
import type { ReplicaState } from '../details.ts'
import { drawBars, loadOf } from './bars.ts'

const FIELD = { width: 216, height: 32 }

/** What one should know first: what was throttled, or a Scan that does a Query's job. */
function describeTrouble(state: DynamodbState | null) {
  const throttled = state?.throttled ?? 0
  if (throttled === 0 && state !== null && state.wasteful !== null) {
    return { label: 'Scan for a Query', value: state.wasteful, tone: 'throttle' } as const
  }
  return {
    label: 'throttled',
    value: state === null ? '–' : formatNumber(throttled),
    tone: throttled > 0 ? 'throttle' : 'neutral',
  } as const
}

/** Regions that are listed on the node; it may not grow without end. */
const REGIONS_MAX = 6

type Properties = ViewProps<typeof dynamodbDefinition, DynamodbState>['properties']

/** How a Region of a global table fares: how far it is behind, what it lost. */
function describeRegion(replica: ReplicaState | undefined) {
  if (replica === undefined) return { value: '–' }
  const { isHome, lagMs, agreementMs, lost, refused } = replica
  const time = lagMs ?? agreementMs
  const parts = [
    ...(time === null ? (isHome ? ['home'] : []) : [formatMs(time.p50)]),
    ...(lost > 0 ? [`${formatNumber(lost)} lost`] : []),
    ...(refused > 0 ? [`${formatNumber(refused)} refused`] : []),
  ]
  return {
    value: parts.length === 0 ? '–' : parts.join(' · '),
    tone: lost + refused > 0 ? ('throttle' as const) : ('neutral' as const),
  }
}

/** The table's Regions, one a row: always as many as are configured. */
function RegionRows({
  properties,
  state,
}: {
  readonly properties: Properties
  readonly state: DynamodbState | null
}) {
  const { Replicas = [], GlobalTableWitnesses = [], MultiRegionConsistency } = properties
  if (Replicas.length === 0) return null
  const known = state?.replicas ?? []
  const codes = new Set([
    ...known.map(({ region }) => region),
    ...Replicas.map(({ Region }) => Region),
  ])
  return (
    <div className="table-regions">
      <p>
        {MultiRegionConsistency === 'STRONG'
          ? 'Regions: time to agree'
          : 'Regions: behind the others'}
      </p>
      <Rows
        rows={[
          ...[...codes].slice(0, REGIONS_MAX).map((code) => ({
            label: code,
            ...describeRegion(known.find(({ region }) => region === code)),
          })),
          ...GlobalTableWitnesses.map(({ RegionName }) => ({
            label: RegionName,
            value: 'witness',
          })),
        ]}
      />
    </div>
  )
}

/** How near its limit the hottest partition is, and the key that makes it so. */
function describeHottest(state: DynamodbState | null, hottest: number) {
  const key = state?.hottestKey ?? null
  return {
    label: key === null ? 'hottest partition' : `hot key ${key}`,
    value: state === null ? '–' : `${formatShort(hottest * 100)} %`,
    tone: hottest >= 0.9 ? 'error' : hottest >= 0.6 ? 'throttle' : 'neutral',
  } as const
}

/** Items, a bar for each partition, and the rates of reads and writes. */
export function Node({ properties, state }: ViewProps<typeof dynamodbDefinition, DynamodbState>) {
  const partitions = state?.partitions ?? []
  const hottest = Math.max(0, ...partitions.map(loadOf))
  return (
    <>
      <Headline
        value={state === null ? '–' : formatNumber(state.itemCount)}
        unit={state === null ? 'items' : `items · ${formatBytes(state.sizeBytes)}`}
      />
      <Picture
        {...FIELD}
        label={`Partitions: ${partitions.length}, the hottest at ${Math.round(hottest * 100)} % of its capacity`}
        draw={(pen) => drawBars(pen, FIELD, partitions)}
      />
      <Rows
        rows={[
          {
            label: 'read · write',
            value:
              state === null
                ? '–'
                : `${formatShort(state.readsPerSecond)} · ${formatShort(state.writesPerSecond)}`,
            unit: '/s',
          },
          describeHottest(state, hottest),
          describeTrouble(state),
        ]}
      />
      <RegionRows properties={properties} state={state} />
    </>
  )
}
