import { formatCount, formatMs } from '#kit/format.ts'
import { IconButton } from '#kit/IconButton.tsx'
import { useState } from 'react'
import type { UsersMark } from './mapPlaces.ts'
import type { Hovered } from './Marks.tsx'

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
  return (
    <div className="map-table" data-open={open || undefined}>
      <header>
        <h2>Latency by place</h2>
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
                  <td>{formatMs(user.roundTripMs)}</td>
                  <td>{formatCount(user.requests)}</td>
                  <td>{orDash(user.latencyMs?.p50)}</td>
                  <td>{orDash(user.latencyMs?.p95)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}
