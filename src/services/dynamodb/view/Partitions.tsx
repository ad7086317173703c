import './Partitions.css'
import { formatShort } from '#kit/format.ts'
import { Bar } from '#kit/Readout.tsx'
import { usePolled } from '#kit/usePolled.ts'
import { useCallback } from 'react'
import type { PanelProps } from '#services/view.ts'
import type { dynamodbDefinition, DynamodbState } from '../definition.ts'
import type { CapacityDetail, PartitionDetail } from '../details.ts'
import { loadOf, toneOf } from './bars.ts'
import {
  describeBackPressure,
  describeBought,
  describeGrowth,
  describeHeld,
  describeKeys,
  describeRange,
  describeScaling,
  describeTrouble,
  describeUse,
  readCapacities,
  sortByHeat,
} from './partitionRows.ts'

/** How often the panel asks again while the run goes on; ms. */
const REFRESH_MS = 500
/** Partitions that are listed of each table or index. */
const LISTED_MAX = 24

const NONE: readonly CapacityDetail[] = []

type Props = PanelProps<typeof dynamodbDefinition, DynamodbState>

function useCapacities(read: Props['read']): readonly CapacityDetail[] {
  const ask = useCallback(async () => readCapacities(await read({ type: 'partitions' })), [read])
  return usePolled(ask, NONE, REFRESH_MS)
}

function Use(props: {
  readonly kind: 'read' | 'write'
  readonly used: number
  readonly available: number
  readonly burst: number | null
}) {
  const { kind, used, available, burst } = props
  const share = available <= 0 ? 0 : used / available
  return (
    <div className="partition-use">
      <span>{kind}</span>
      <Bar
        label={`${kind} units used of those available`}
        value={used}
        max={available}
        tone={toneOf(share)}
      />
      <span className="mono">
        {describeUse(used, available)}
        {burst !== null && <small> · {formatShort(burst)} saved</small>}
      </span>
    </div>
  )
}

function Partition({ partition }: { readonly partition: PartitionDetail }) {
  const keys = describeKeys(partition)
  const trouble = describeTrouble(partition)
  return (
    <li className="partition" data-heat={toneOf(loadOf(partition))}>
      <div className="partition-head">
        <strong className="mono">{describeRange(partition)}</strong>
        <span className="muted">{describeHeld(partition)}</span>
      </div>
      <Use
        kind="read"
        used={partition.readUnitsPerSecond}
        available={partition.readUnitsMax}
        burst={partition.burst?.read ?? null}
      />
      <Use
        kind="write"
        used={partition.writeUnitsPerSecond}
        available={partition.writeUnitsMax}
        burst={partition.burst?.write ?? null}
      />
      {keys !== null && (
        <p className="partition-keys">
          <span className="muted">Hottest keys</span> <span className="mono">{keys}</span>
        </p>
      )}
      {trouble !== null && <p className="partition-trouble">{trouble}</p>}
    </li>
  )
}

const KINDS = ['read', 'write'] as const

const LEVEL: { readonly [K in (typeof KINDS)[number]]: string } = { read: 'reads', write: 'writes' }

/** What is bought and how that changes: on demand by the peaks that there were, provisioned by auto scaling. */
function Bought({ capacity }: { readonly capacity: CapacityDetail }) {
  const { growth, scaling } = capacity
  const pressure = describeBackPressure(capacity)
  return (
    <>
      <p className="muted">{describeBought(capacity)}</p>
      <dl className="partitions-bought">
        {KINDS.map((kind) => {
          const own = growth?.[kind]
          const lines = own === undefined ? [] : describeGrowth(kind, own)
          const scaled = scaling[kind]
          if (own === undefined && scaled === null) return null
          return (
            <div key={kind}>
              <dt>{LEVEL[kind]}</dt>
              <dd>
                {own !== undefined && (
                  <Bar
                    label={`${kind} units of this minute beside what is served at once`}
                    value={own.minute}
                    max={capacity[kind]}
                    tone={toneOf(own.minute / Math.max(1, capacity[kind]))}
                  />
                )}
                {lines.map((line) => (
                  <span key={line}>{line}</span>
                ))}
                {scaled !== null && <span>{describeScaling(scaled)}</span>}
              </dd>
            </div>
          )
        })}
      </dl>
      {pressure !== null && <p className="partition-trouble">{pressure}</p>}
    </>
  )
}

/** The partitions of the table and of its global indexes, the hottest first, with the keys that make them so. */
export function Partitions({ read }: Props) {
  const capacities = useCapacities(read)
  return (
    <div className="partitions">
      {capacities.length === 0 && (
        <p className="muted">Press play: the partitions are those of the running table.</p>
      )}
      {capacities.map((capacity) => {
        const { index, partitions } = capacity
        const sorted = sortByHeat(partitions)
        const name = index === null ? 'Table' : `Index ${index}`
        return (
          <section key={name} aria-label={name}>
            <h3>
              {name}
              <small>
                {partitions.length} {partitions.length === 1 ? 'partition' : 'partitions'}
              </small>
            </h3>
            <Bought capacity={capacity} />
            <ul>
              {sorted.slice(0, LISTED_MAX).map((partition) => (
                <Partition key={partition.id} partition={partition} />
              ))}
            </ul>
            {sorted.length > LISTED_MAX && (
              <p className="muted">{sorted.length - LISTED_MAX} cooler ones are not listed.</p>
            )}
          </section>
        )
      })}
    </div>
  )
}
