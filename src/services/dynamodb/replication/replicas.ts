import { sample } from '#kernel/distributions.ts'
import { createRecentHistogram } from '#kernel/recentHistogram.ts'
import { after, between, type Duration, type Instant, ms, toMs, us } from '#kernel/time.ts'
import { roundTripMs, sampleAround } from '#world/latency.ts'
import { findRegion } from '#world/regions.ts'
import type { Random } from '#kernel/random.ts'
import type { TraceBody, TraceContext } from '#kernel/trace.ts'
import type { JsonValue } from '#services/service.ts'
import { writeUnits } from '../capacity.ts'
import { toWireItem } from '../attributeShape.ts'
import type { ReplicaState } from '../details.ts'
import { type Item, keyText } from '../attributeValue.ts'
import type { Touch } from '../partitions/point.ts'
import { serviceError } from '../refusal.ts'
import { keyTextOf, toKeyItem } from '../schema.ts'
import { createTable, type Table } from '../table.ts'
import { carryOut, planWrite, type Write, type WritePlan } from '../writes.ts'
import { type Change, createVersions, judge, type Version, type Versions } from './versions.ts'

/** What replicas need beside their table: where its home is, time, chance, and how Regions agree. */
export interface ReplicaWorld {
  readonly region: string
  readonly random: Random
  now(): Instant
  schedule(delay: Duration, run: () => void): void
  record(body: TraceBody): void
  isStrong(): boolean
  /** The Region that only agrees. */
  witness(): string | undefined
  /** Median of the way to another Region, in ms, beside the network's. */
  replicationMs(): number
}

/** Conflicts that are kept to be shown. */
const CONFLICTS_KEPT = 50

/** Two Regions wrote an item without knowing of each other: the later write stays. */
export type Conflict = {
  /** ms since the run began. */
  readonly atMs: number
  readonly key: string
  readonly winner: string
  readonly loser: string
  /** Where it was found out. */
  readonly region: string
  /** ms since the run began at which each was written. */
  readonly winnerAtMs: number
  readonly loserAtMs: number
  /** The item as each wrote it, in DynamoDB JSON; null: it was deleted. */
  readonly kept: JsonValue
  readonly lost: JsonValue
}

/** The table in one Region of its global table. */
interface Member {
  readonly region: string
  readonly table: Table
  readonly versions: Versions
  readonly lags: ReturnType<typeof createRecentHistogram>
  pending: number
  conflicts: number
  /** Writes that were made here and gave way to a later one from elsewhere. */
  lost: number
  /** Writes refused because another Region wrote the item at that moment, where Regions must agree. */
  refused: number
  writes: number
  /** How long writes and consistent reads here waited for another Region, where Regions must agree. */
  readonly agreements: ReturnType<typeof createRecentHistogram>
}

/** What the table's home lends to its replicas. */
export interface Home {
  readonly table: Table
  /** A change from another Region was made here. */
  readonly took: (plan: WritePlan) => void
  /** Units of replicated writes, and the bytes that travelled for them; `region`: where they were written. */
  readonly used: (region: string, plan: WritePlan, units: number) => void
}

/** The table's replicas in other Regions. */
export interface Replicas {
  /** Codes of the other Regions, in the document's order. */
  readonly regions: readonly string[]
  readonly isStrong: boolean
  /** The table in another Region; undefined where it has no replica. */
  find(region: string): Table | undefined
  /** A change was made in `region`: it goes to all others. `causedBy`: the request that made it, where one did. */
  wrote(plan: WritePlan, region: string, causedBy: TraceContext | null): void
  /** The other Regions that have the table from now on; those that do not exist are left out. */
  change(regions: readonly string[]): void
  /** Refuses a write of what another Region has written since `begun`, where Regions must agree. */
  refuseConflict(at: Touch, of: { readonly region: string; readonly begun: Instant }): void
  /** How much longer a write, or a strongly consistent read, takes in `region` where Regions must agree. */
  agreement(region: string, causedBy: TraceContext): Duration
  state(): readonly Omit<ReplicaState, 'partitions' | 'throttled'>[]
  conflicts(): readonly Conflict[]
}

/** The median round trip between two Regions, in ms. */
export function regionRoundTripMs(from: string, to: string): number {
  const [a, b] = [findRegion(from), findRegion(to)]
  return a === undefined || b === undefined || a === b ? 0 : roundTripMs(a, b)
}

/** One of two versions of an item that met; `item` is null where it was deleted. */
interface Meeting {
  readonly version: Version
  readonly item: Item | null
  readonly wins: boolean
}

const readPercentiles = (
  histogram: ReturnType<typeof createRecentHistogram>,
  now: Instant,
): ReplicaState['lagMs'] => {
  const recent = histogram.read(now)
  return recent && { p50: recent.percentile(0.5), p99: recent.percentile(0.99) }
}

const touchText = ({ text, range }: Touch): string =>
  range === null ? text : `${text}\u0000${keyText(range)}`

/** Keeps the table's replicas: each change reaches them after a while, and the last writer wins. */
export function createReplicas(world: ReplicaWorld, home: Home): Replicas {
  const { random, region: homeRegion } = world
  const conflicts: Conflict[] = []
  const createMember = (region: string, table: Table): Member => ({
    region,
    table,
    versions: createVersions(),
    lags: createRecentHistogram(),
    pending: 0,
    conflicts: 0,
    lost: 0,
    refused: 0,
    writes: 0,
    agreements: createRecentHistogram(),
  })
  let members: readonly Member[] = [createMember(homeRegion, home.table)]
  const find = (region: string): Member | undefined =>
    members.find((member) => member.region === region)
  const isStrong = (): boolean => world.isStrong()
  const witness = (): string | undefined => world.witness()

  const createReplica = (region: string): Member => {
    const table = createTable(home.table.definition)
    for (const { item } of home.table.store.scan(null)) table.put(item)
    return createMember(region, table)
  }

  const sampleWay = (from: string, to: string): Duration => {
    const median = world.replicationMs()
    const work = median === 0 ? 0 : sample({ type: 'log-normal', median, sigma: 0.3 }, random)
    return ms(work + sampleAround(regionRoundTripMs(from, to) / 2, random))
  }

  /** A dot over the world: something is on its way from one Region to another. */
  const fly = (from: string, to: string, takes: Duration, of: TraceContext | null): void => {
    if (of === null) return
    const way = `${from}>${to}`
    const hop = { edge: '', phase: 'request', outcome: 'ok', attempt: 1, way } as const
    const { trace, span } = of
    world.record({ type: 'hop', trace, span, ...hop, arriveAt: after(world.now(), takes) })
  }

  /** Two versions of an item met: `found` is what stood in `to`, and what arrived. */
  const noteConflict = (to: Member, key: string, found: readonly [Meeting, Meeting]): void => {
    const [standing, arriving] = found
    const [winner, loser] = arriving.wins ? [arriving, standing] : [standing, arriving]
    to.conflicts++
    world.record({ type: 'counter', name: `ReplicationConflicts ${to.region}`, value: 1 })
    conflicts.push({
      atMs: toMs(world.now()),
      key: key.replace('\u0000', ' · '),
      winner: winner.version.region,
      loser: loser.version.region,
      region: to.region,
      winnerAtMs: toMs(winner.version.at),
      loserAtMs: toMs(loser.version.at),
      kept: winner.item === null ? null : toWireItem(winner.item),
      lost: loser.item === null ? null : toWireItem(loser.item),
    })
    if (conflicts.length > CONFLICTS_KEPT) conflicts.shift()
    // The loss happens where the write was answered as done.
    if (!arriving.wins || standing.version.region !== to.region) return
    to.lost++
    const detail = `${to.region} lost a write to ${arriving.version.region}`
    world.record({ type: 'mark', trace: null, mark: 'conflict', detail })
  }

  const arrive = (to: Member, key: string, change: Change, write: Write): void => {
    const lag = toMs(between(change.version.at, world.now()))
    if (!isStrong()) {
      to.lags.add(world.now(), lag)
      world.record({ type: 'sample', name: `ReplicationLatency ${to.region}`, value: lag })
    }
    const current = to.versions.get(key)
    const { wins, isConflict } = judge(current, change)
    if (!wins && !isConflict) return
    const plan = planWrite(to.table, write)
    if (isConflict && current !== undefined) {
      const { version } = change
      noteConflict(to, key, [
        { version: current.version, item: plan.old, wins: !wins },
        { version, item: plan.next, wins },
      ])
    }
    if (!wins) return
    to.versions.set(key, change)
    to.writes++
    home.used(to.region, plan, writeUnits(plan.bytes))
    carryOut(plan, { wrote: to.region === homeRegion ? home.took : () => undefined })
  }

  return {
    get regions() {
      return members.slice(1).map(({ region }) => region)
    },
    get isStrong() {
      return isStrong() && members.length > 1
    },
    find: (region) => (region === homeRegion ? undefined : find(region)?.table),
    wrote(plan, region, causedBy) {
      const from = find(region)
      if (from === undefined || members.length === 1) return
      const key = keyTextOf(plan.key)
      const base = from.versions.get(key)?.version ?? null
      const change: Change = { version: { at: world.now(), region }, base }
      from.versions.set(key, change)
      const { next, old, table } = plan
      const keyItem = toKeyItem(next ?? old ?? new Map(), table.definition.keySchema)
      const write: Write =
        next === null
          ? { kind: 'delete', key: keyItem, condition: null }
          : { kind: 'put', item: next, condition: null }
      for (const to of members) {
        if (to === from) continue
        if (isStrong()) {
          arrive(to, key, change, write)
          continue
        }
        to.pending++
        const takes = sampleWay(region, to.region)
        fly(region, to.region, takes, causedBy)
        world.schedule(takes, () => {
          to.pending--
          arrive(to, key, change, write)
        })
      }
    },
    change(regions) {
      const wanted = [...new Set(regions)].filter(
        (code) => code !== homeRegion && findRegion(code) !== undefined,
      )
      const others = wanted.map((region) => find(region) ?? createReplica(region))
      members = [...members.slice(0, 1), ...others]
      for (const { table } of others) table.redefine(home.table.definition)
    },
    refuseConflict(at, { region, begun }) {
      if (!isStrong()) return
      const member = find(region)
      const last = member?.versions.get(touchText(at))?.version
      if (last === undefined || last.region === region || last.at <= begun) return
      if (member !== undefined) member.refused++
      const detail = `${region}: an item that ${last.region} was writing`
      world.record({ type: 'mark', trace: null, mark: 'conflict', detail })
      throw serviceError(
        'ReplicatedWriteConflictException',
        'One or more items in this request are being modified by a request in another Region.',
      )
    },
    agreement(region, causedBy) {
      if (!isStrong() || members.length === 1) return ms(0)
      const others = [...members.map((member) => member.region), witness() ?? region]
      const trips = others.filter((other) => other !== region)
      // The nearest other Region is enough: two of three have it then.
      const [nearest] = trips.toSorted(
        (a, b) => regionRoundTripMs(region, a) - regionRoundTripMs(region, b),
      )
      if (nearest === undefined) return ms(0)
      const takes = ms(sampleAround(regionRoundTripMs(region, nearest), random))
      fly(region, nearest, us(takes / 2), causedBy)
      find(region)?.agreements.add(world.now(), toMs(takes))
      return takes
    },
    state: () =>
      members.length === 1
        ? []
        : members.map((member) => {
            const { region, lost, refused } = member
            return {
              region,
              isHome: region === homeRegion,
              itemCount: member.table.itemCount,
              sizeBytes: member.table.sizeBytes,
              pending: member.pending,
              replicatedWrites: member.writes,
              conflicts: member.conflicts,
              lost,
              refused,
              lagMs: readPercentiles(member.lags, world.now()),
              agreementMs: readPercentiles(member.agreements, world.now()),
            }
          }),
    conflicts: () => [...conflicts],
  }
}
