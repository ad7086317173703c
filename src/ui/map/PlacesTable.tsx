import { Button } from '#kit/Button.tsx'
import { formatCount, formatMs } from '#kit/format.ts'
import { IconButton } from '#kit/IconButton.tsx'
import { useState } from 'react'
import { create } from 'zustand'
import type { UsersMark } from './mapPlaces.ts'
import type { Hovered } from './Marks.tsx'

/** What each place waited in the run that was pinned: to be held against the next one, with the same seed. */
const usePinned = create<{ readonly medians: ReadonlyMap<string, number> | null }>(() => ({
  medians: null,
}))

const pin = (users: readonly UsersMark[]): void => {
  const told = users.flatMap(({ place, latencyMs }) =>
    latencyMs === null ? [] : [[place.name, latencyMs.p50] as const],
  )
  usePinned.setState({ medians: new Map(told) })
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
  const { medians } = usePinned()
  return (
    <div className="map-table" data-open={open || undefined}>
      <header>
        <h2>Latency by place</h2>
        <Button
          size="small"
          onClick={() => (medians === null ? pin(users) : usePinned.setState({ medians: null }))}
        >
          {medians === null ? 'Pin' : 'Unpin'}
        </Button>
        <IconButton
          label={open ? 'Hide the table' : 'Show the table'}
          icon={open ? 'chevronUp' : 'chevronDown'}
          size="small"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        />
      </header>
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
                {medians !== null && <th scope="col">p50 pinned</th>}
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
                  {medians !== null && <td>{orDash(medians.get(user.place.name))}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}
