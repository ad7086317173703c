import './Regions.css'
import { formatBytes, formatMs, formatNumber } from '#kit/format.ts'
import { usePolled } from '#kit/usePolled.ts'
import { useCallback } from 'react'
import type { PanelProps } from '#services/view.ts'
import type { dynamodbDefinition, DynamodbState } from '../definition.ts'
import type { ReplicaState } from '../details.ts'
import type { Conflict } from '../replication/replicas.ts'
import { type Difference, differencesOf, groupConflicts } from './differences.ts'

/** How often the conflicts are read again; ms. */
const REFRESH_MS = 700

const NONE: readonly Conflict[] = []

type Props = PanelProps<typeof dynamodbDefinition, DynamodbState>

const isConflict = (value: unknown): value is Conflict =>
  typeof value === 'object' && value !== null && 'winner' in value && 'loser' in value

function useConflicts(read: Props['read']): readonly Conflict[] {
  const ask = useCallback(async () => {
    const value = await read({ type: 'conflicts' })
    return Array.isArray(value) ? value.filter(isConflict) : undefined
  }, [read])
  return usePolled(ask, NONE, REFRESH_MS)
}

const several = (count: number, one: string, many = `${one}s`): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`

function Region({ replica }: { readonly replica: ReplicaState }) {
  const { region, isHome, itemCount, sizeBytes, pending, replicatedWrites } = replica
  const { lagMs, agreementMs, lost, refused, partitions, throttled } = replica
  return (
    <li className="regions-card">
      <header>
        <strong className="mono">{region}</strong>
        <span className="muted">{isHome ? 'the scenario’s Region' : 'replica'}</span>
      </header>
      <p>
        {several(itemCount, 'item')} · {formatBytes(sizeBytes)} ·{' '}
        {several(replicatedWrites, 'write')} from elsewhere
        {pending > 0 && `, ${formatNumber(pending)} on their way`}
      </p>
      <p>
        {several(partitions, 'partition')} of its own
        {throttled > 0 && `, ${several(throttled, 'request')} throttled`}
      </p>
      {lagMs !== null && (
        <p>
          {formatMs(lagMs.p50)} behind the others, {formatMs(lagMs.p99)} at p99
        </p>
      )}
      {agreementMs !== null && (
        <p>
          Agreeing with another Region adds {formatMs(agreementMs.p50)} to a write,{' '}
          {formatMs(agreementMs.p99)} at p99
        </p>
      )}
      {lost > 0 && (
        <p className="regions-conflicts">
          {several(lost, 'write')} made here {lost === 1 ? 'was' : 'were'} answered as done and then
          replaced by a later one from elsewhere
        </p>
      )}
      {refused > 0 && (
        <p className="regions-conflicts">
          {several(refused, 'write')} refused: ReplicatedWriteConflictException
        </p>
      )}
    </li>
  )
}

const toSeconds = (ms: number): string => `${(ms / 1_000).toFixed(3)} s`

function Version(props: {
  readonly title: string
  readonly region: string
  readonly atMs: number
  readonly parts: readonly Difference[] | null
  readonly side: 'kept' | 'lost'
}) {
  const { title, region, atMs, parts, side } = props
  return (
    <div className="regions-version" data-side={side}>
      <dt>
        {title} <strong className="mono">{region}</strong>
        <span className="mono">{toSeconds(atMs)}</span>
      </dt>
      <dd className="mono">
        {parts === null ? (
          <em>deleted</em>
        ) : (
          parts.map(({ name, value, isSame }) => (
            <span key={name} data-same={isSame || undefined}>
              {name}: {value}
            </span>
          ))
        )}
      </dd>
    </div>
  )
}

function Meeting({
  conflict,
  met,
}: {
  readonly conflict: Conflict
  readonly met: readonly Pick<Conflict, 'region' | 'atMs'>[]
}) {
  const { key, winner, winnerAtMs, loser, loserAtMs, kept, lost } = conflict
  return (
    <li className="regions-card">
      <header>
        <strong className="mono">{key}</strong>
      </header>
      <p>met in {met.map(({ region, atMs }) => `${region} at ${toSeconds(atMs)}`).join(', ')}</p>
      <dl>
        <Version
          title="stayed"
          side="kept"
          region={winner}
          atMs={winnerAtMs}
          parts={differencesOf(kept, lost)}
        />
        <Version
          title="lost"
          side="lost"
          region={loser}
          atMs={loserAtMs}
          parts={differencesOf(lost, kept)}
        />
      </dl>
    </li>
  )
}

const GUIDE = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide'

/** What holds where Regions must agree. */
const STRONG_RULES: readonly string[] = [
  'Exactly three Regions of one set (US, Europe or Asia Pacific): replicas, or two and a witness.',
  'A write is answered once another Region has it; a strongly consistent read asks one, too.',
  'Of two writes of an item at once in two Regions one is refused: ReplicatedWriteConflictException.',
  'No transactions, no local indexes, no time to live.',
]

function Lead({ isStrong, witness }: { readonly isStrong: boolean; readonly witness?: string }) {
  return (
    <>
      <p className="muted">
        {isStrong
          ? 'Strong consistency between Regions.'
          : 'A write is answered at once and goes to the other Regions; of two that meet the later one stays.'}{' '}
        A client of the SDK with another <code>region</code> reads and writes there.{' '}
        <a
          href={`${GUIDE}/${isStrong ? 'multi-region-strong-consistency-gt' : 'V2globaltables_HowItWorks'}.html`}
          target="_blank"
          rel="noreferrer"
        >
          AWS on this
        </a>
      </p>
      {isStrong && (
        <ul className="regions-rules" aria-label="Rules">
          {STRONG_RULES.map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
          {witness !== undefined && (
            <li>
              The witness is <code>{witness}</code>: it keeps changes, no items to be read.
            </li>
          )}
        </ul>
      )}
    </>
  )
}

/** The table in each of its Regions: how far each is behind, and which writes met, with both versions. */
export function Regions({ state, properties, read }: Props) {
  const conflicts = useConflicts(read)
  const replicas = state?.replicas ?? []
  const witness = properties.GlobalTableWitnesses?.[0]?.RegionName
  return (
    <div className="regions">
      <Lead
        isStrong={properties.MultiRegionConsistency === 'STRONG'}
        {...(witness !== undefined && { witness })}
      />
      {replicas.length === 0 && (
        <p className="muted">Press play: the Regions are those of the running table.</p>
      )}
      <ul aria-label="Regions">
        {replicas.map((replica) => (
          <Region key={replica.region} replica={replica} />
        ))}
      </ul>
      {conflicts.length > 0 && (
        <section aria-label="Conflicts">
          <h3>Writes that met, the last first</h3>
          <ul aria-label="Conflicts">
            {groupConflicts(conflicts).map(({ conflict, met }) => (
              <Meeting
                key={`${conflict.atMs} ${conflict.region} ${conflict.key} ${conflict.loser}`}
                conflict={conflict}
                met={met}
              />
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
