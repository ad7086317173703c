import { Button } from '#kit/Button.tsx'
import { formatCount, formatMs } from '#kit/format.ts'
import { IconButton } from '#kit/IconButton.tsx'
import { useState } from 'react'
import { create } from 'zustand'
import type { PlaceReport, UsersMark } from './mapPlaces.ts'
import type { Hovered } from './Marks.tsx'
import { meanOf } from './without.ts'
import { WithoutButton } from './WithoutButton.tsx'

interface Pinned {
  readonly medians: ReadonlyMap<string, number>
  /** Over all places; null before anybody was answered. */
  readonly meanMs: number | null
  /** What it was a run without; null: the run as it was. */
  readonly without: string | null
}

/** What each place waited in the run that was pinned, or in one without the CDN: to be held against this one, with the same seed. */
const usePinned = create<{ readonly pinned: Pinned | null }>(() => ({ pinned: null }))

const pin = (reports: readonly Reported[], without: string | null): void => {
  const medians = new Map(
    reports.flatMap(({ place, latencyMs }) =>
      latencyMs === null ? [] : [[place, latencyMs.p50] as const],
    ),
  )
  usePinned.setState({ pinned: { medians, meanMs: meanOf(reports), without } })
}

type Reported = Pick<PlaceReport, 'place' | 'requests' | 'latencyMs'>

const reportedOf = (users: readonly UsersMark[]): readonly Reported[] =>
  users.map(({ place, requests, latencyMs }) => ({ place: place.name, requests, latencyMs }))

/** What all users together gained, in one sentence. */
function Gain({
  users,
  pinned,
}: {
  readonly users: readonly UsersMark[]
  readonly pinned: Pinned
}) {
  const meanMs = meanOf(reportedOf(users))
  if (meanMs === null || pinned.meanMs === null || pinned.without === null) return null
  return (
    <p className="map-gain" role="status">
      Mean of all places: <b>{formatMs(meanMs)}</b>, without {pinned.without}{' '}
      <b>{formatMs(pinned.meanMs)}</b>. The same seed, the same requests.
    </p>
  )
}

interface PlacesTableProps {
  readonly users: readonly UsersMark[]
  readonly hovered: Hovered | null
  readonly onHover: (hovered: Hovered | null) => void
}

const orDash = (value: number | undefined): string => (value === undefined ? '–' : formatMs(value))

/** px: on a narrower map the table would lie over most of the world. */
const ROOM_MIN = 1_000

const hasRoom = (): boolean => (document.querySelector('.app-centre')?.clientWidth ?? 0) >= ROOM_MIN

/** Latency by place in words and numbers; a row shows its mark on the map. */
export function PlacesTable({ users, hovered, onHover }: PlacesTableProps) {
  const [open, setOpen] = useState(hasRoom)
  const { pinned } = usePinned()
  return (
    <div className="map-table" data-open={open || undefined}>
      <header>
        <h2>Latency by place</h2>
        {pinned === null && (
          <WithoutButton
            onDone={({ title, reports }) => {
              pin(reports, title)
              setOpen(true)
            }}
          />
        )}
        <Button
          size="small"
          onClick={() =>
            pinned === null ? pin(reportedOf(users), null) : usePinned.setState({ pinned: null })
          }
        >
          {pinned === null ? 'Pin' : 'Unpin'}
        </Button>
        <IconButton
          label={open ? 'Hide the table' : 'Show the table'}
          icon={open ? 'chevronUp' : 'chevronDown'}
          size="small"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        />
      </header>
      {open && pinned !== null && <Gain users={users} pinned={pinned} />}
      {open && (
        <div className="map-table-rows" tabIndex={0} role="region" aria-label="Places">
          <table>
            <thead>
              <tr>
                <th scope="col">Users in</th>
                <th scope="col">met in</th>
                <th scope="col">network</th>
                <th scope="col">requests</th>
                <th scope="col">p50</th>
                <th scope="col">p95</th>
                {pinned !== null && (
                  <th scope="col">
                    {pinned.without === null ? 'p50 pinned' : `p50 without ${pinned.without}`}
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {users.map((user) => (
                <tr
                  key={user.place.name}
                  data-hovered={
                    (hovered?.kind === 'users' && hovered.name === user.place.name) || undefined
                  }
                  onPointerEnter={() => onHover({ kind: 'users', name: user.place.name })}
                  onPointerLeave={() => onHover(null)}
                >
                  <th scope="row">{user.place.name}</th>
                  <td>{user.servedBy ?? '–'}</td>
                  <td>{orDash(user.roundTripMs ?? undefined)}</td>
                  <td>{formatCount(user.requests)}</td>
                  <td>{orDash(user.latencyMs?.p50)}</td>
                  <td>{orDash(user.latencyMs?.p95)}</td>
                  {pinned !== null && <td>{orDash(pinned.medians.get(user.place.name))}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}
