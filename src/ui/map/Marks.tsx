import { formatCount, formatMs, formatPercent } from '#kit/format.ts'
import type { Place } from '#world/place.ts'
import { memo } from 'react'
import type { RegionMark, ReplicaMark, SiteMark, UsersMark } from './mapPlaces.ts'
import type { MapWindow, Size } from './mapView.ts'
import type { WorldDrawing } from './worldDrawing.ts'

/** Which mark the pointer, or a row of the table, points at. */
export interface Hovered {
  readonly kind: 'users' | 'region' | 'edge' | 'regional'
  readonly name: string
}

export interface Shown {
  readonly users: readonly UsersMark[]
  readonly regions: readonly RegionMark[]
  readonly sites: readonly SiteMark[]
}

/** A latency written on the map, px: one that would lie upon another is left out. */
const LABEL = { width: 54, height: 15 }
const RADIUS_MIN = 3
const RADIUS_MAX = 13

/** The land itself: drawn once, moved by the browser. */
const Land = memo(function Land({ world }: { readonly world: WorldDrawing }) {
  return (
    <>
      <path className="map-graticule" d={world.graticule} />
      <path className="map-land" d={world.land} />
      <path className="map-borders" d={world.borders} />
    </>
  )
})

const isSame = (hovered: Hovered | null, kind: Hovered['kind'], place: Place): boolean =>
  hovered !== null && hovered.kind === kind && hovered.name === place.name

/** How far a replica is behind, and what writes it lost; empty where there is nothing to say. */
const sayReplica = ({ lagMs, lost }: ReplicaMark): string =>
  [
    ...(lagMs === null ? [] : [`${formatMs(lagMs)} behind`]),
    ...(lost === 0 ? [] : [`${formatCount(lost)} lost`]),
  ].join(', ')

/** px that a Region's name and what its replicas say may take. */
const TEXT_ROOM = 150

/** A Region's name and how its replicas fare: at its right, or at its left where the map ends. */
function RegionText({ region, isLeft }: { readonly region: RegionMark; readonly isLeft: boolean }) {
  const { place, names, replicas } = region
  if (names.length + replicas.length === 0) return null
  const at = { x: isLeft ? -10 : 10, textAnchor: isLeft ? 'end' : 'start' } as const
  return (
    <>
      <text {...at} y={4}>
        {place.name}
      </text>
      {replicas
        .filter(({ lagMs, lost }) => lagMs !== null || lost > 0)
        .map((replica, row) => (
          <text
            key={replica.node}
            className="map-replica"
            data-lost={replica.lost > 0 || undefined}
            {...at}
            y={17 + 13 * row}
          >
            {sayReplica(replica)}
          </text>
        ))}
    </>
  )
}

/** Area in proportion to the users. */
function radiusOf(user: UsersMark, users: readonly UsersMark[]): number {
  const sizeOf = ({ requests, share }: UsersMark, byRequests: boolean): number =>
    byRequests ? requests : share
  const byRequests = users.some(({ requests }) => requests > 0)
  const most = Math.max(...users.map((each) => sizeOf(each, byRequests)), Number.MIN_VALUE)
  return Math.max(RADIUS_MIN, RADIUS_MAX * Math.sqrt(sizeOf(user, byRequests) / most))
}

/** Who gets a latency written above: those with most users first, as long as there is room. */
function chooseLabels(
  users: readonly UsersMark[],
  pointOf: (place: Place) => { readonly x: number; readonly y: number },
): readonly UsersMark[] {
  const taken: { readonly x: number; readonly y: number }[] = []
  return users.filter(({ place, latencyMs }) => {
    if (latencyMs === null) return false
    const { x, y } = pointOf(place)
    const isFree = taken.every(
      (other) => Math.abs(other.x - x) > LABEL.width || Math.abs(other.y - y) > LABEL.height,
    )
    if (isFree) taken.push({ x, y })
    return isFree
  })
}

interface MarksProps {
  readonly world: WorldDrawing
  readonly map: MapWindow
  readonly size: Size
  readonly shown: Shown
  readonly hovered: Hovered | null
  readonly onHover: (hovered: Hovered | null) => void
}

/** The world and all that stands on it. The table beside it says the same in words. */
export function Marks({ world, map, size, shown, hovered, onHover }: MarksProps) {
  const { users, regions, sites } = shown
  const pointOf = (place: Place) => {
    const { x, y } = world.project(place)
    return { x: x * map.zoom + map.x, y: y * map.zoom + map.y }
  }
  const at = (place: Place): string => {
    const { x, y } = pointOf(place)
    return `translate(${x.toFixed(1)} ${y.toFixed(1)})`
  }
  const mark = (kind: Hovered['kind'], place: Place) => ({
    transform: at(place),
    'data-kind': kind,
    'data-place': place.name,
    'data-hovered': isSame(hovered, kind, place) || undefined,
    onPointerEnter: () => onHover({ kind, name: place.name }),
    onPointerLeave: () => onHover(null),
  })
  return (
    <svg className="map-drawing" width={size.width} height={size.height} aria-hidden="true">
      <g transform={`translate(${map.x} ${map.y}) scale(${map.zoom})`}>
        <Land world={world} />
      </g>
      {users.map((user) => (
        <g key={user.place.name} className="map-mark" {...mark('users', user.place)}>
          <circle r={radiusOf(user, users)} />
        </g>
      ))}
      {sites.map((site) => (
        <g key={`${site.kind} ${site.code}`} className="map-mark" {...mark(site.kind, site.place)}>
          {site.kind === 'edge' ? (
            <path d="M0-5.5 5.5 0 0 5.5-5.5 0z" />
          ) : (
            <path d="M-5.5-5.5h11v11h-11zM-2.5-2.5h5v5h-5z" fillRule="evenodd" />
          )}
        </g>
      ))}
      {regions.map((region) => (
        <g key={region.place.name} className="map-mark" {...mark('region', region.place)}>
          <rect x={-6} y={-6} width={12} height={12} rx={2} />
          <RegionText region={region} isLeft={pointOf(region.place).x > size.width - TEXT_ROOM} />
        </g>
      ))}
      {chooseLabels(users, pointOf).map((user) =>
        user.latencyMs === null ? null : (
          <text
            key={user.place.name}
            className="map-latency"
            transform={at(user.place)}
            y={-radiusOf(user, users) - 3}
          >
            {formatMs(user.latencyMs.p50)}
          </text>
        ),
      )}
    </svg>
  )
}

/** What there is to say of a mark: its name and some lines. */
function describe({ users, regions, sites }: Shown, { kind, name }: Hovered) {
  if (kind === 'users') {
    const user = users.find(({ place }) => place.name === name)
    if (user === undefined) return null
    const { latencyMs, requests, failed, servedBy, roundTripMs, share } = user
    const lines = [
      requests === 0
        ? `${formatPercent(share)} of the users`
        : `${formatCount(requests)} requests, ${formatCount(failed)} failed`,
      ...(servedBy === null || roundTripMs === null
        ? []
        : [`met in ${servedBy}, ${formatMs(roundTripMs)} there and back`]),
      ...(latencyMs === null
        ? []
        : [
            `p50 ${formatMs(latencyMs.p50)} · p95 ${formatMs(latencyMs.p95)} · p99 ${formatMs(latencyMs.p99)}`,
          ]),
    ]
    return { place: user.place, title: name, lines }
  }
  if (kind === 'region') {
    const region = regions.find(({ place }) => place.name === name)
    if (region === undefined) return null
    const replicas = region.replicas.map((replica) => {
      const { node, isHome, items, pending } = replica
      const said = sayReplica(replica)
      const what = `${node}${isHome ? '' : ', replica'}: ${formatCount(items)} items`
      return [what, ...(pending > 0 ? [`${formatCount(pending)} on their way`] : []), said]
        .filter((part) => part !== '')
        .join(', ')
    })
    const lines = [region.names.join(', '), ...replicas].filter((line) => line !== '')
    return { place: region.place, title: name, lines }
  }
  const site = sites.find((each) => each.kind === kind && each.place.name === name)
  if (site === undefined) return null
  const { hits, refreshes, misses, place, code } = site
  const all = hits + refreshes + misses
  return {
    place,
    title: `${kind === 'edge' ? 'Edge location' : 'Regional edge cache'} ${code}`,
    lines: [
      `${formatCount(hits)} hits, ${formatCount(refreshes)} refreshed, ${formatCount(misses)} misses`,
      ...(all === 0 ? [] : [`${formatPercent(hits / all)} from the cache`]),
    ],
  }
}

/** Says what is under the pointer. */
export function MarkTip({
  world,
  map,
  shown,
  hovered,
}: Pick<MarksProps, 'world' | 'map' | 'shown' | 'hovered'>) {
  const said = hovered === null ? null : describe(shown, hovered)
  if (said === null) return null
  const { x, y } = world.project(said.place)
  return (
    <div
      className="map-tip"
      role="status"
      style={{ left: x * map.zoom + map.x + 14, top: y * map.zoom + map.y + 10 }}
    >
      <strong>{said.title}</strong>
      {said.lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  )
}

/** What the marks mean. */
export function MarksLegend() {
  return (
    <ul className="legend map-legend" aria-label="Places">
      <li data-kind="users">
        <svg width={12} height={12} viewBox="-6 -6 12 12" aria-hidden="true">
          <circle r={4.5} />
        </svg>
        users
      </li>
      <li data-kind="edge">
        <svg width={12} height={12} viewBox="-6 -6 12 12" aria-hidden="true">
          <path d="M0-5.5 5.5 0 0 5.5-5.5 0z" />
        </svg>
        edge location
      </li>
      <li data-kind="regional">
        <svg width={12} height={12} viewBox="-6 -6 12 12" aria-hidden="true">
          <path d="M-5.5-5.5h11v11h-11zM-2.5-2.5h5v5h-5z" fillRule="evenodd" />
        </svg>
        regional cache
      </li>
      <li data-kind="region">
        <svg width={12} height={12} viewBox="-6 -6 12 12" aria-hidden="true">
          <rect x={-5} y={-5} width={10} height={10} rx={2} />
        </svg>
        Region
      </li>
    </ul>
  )
}
