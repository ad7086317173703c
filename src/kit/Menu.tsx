import './popup.css'
import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement } from 'react'
import { Icon, type IconName } from './Icon.tsx'
import { Kbd } from './Kbd.tsx'

export type MenuEntry =
  | {
      readonly type?: 'item'
      readonly label: string
      readonly detail?: string
      readonly icon?: IconName
      readonly shortcut?: string | undefined
      readonly disabled?: boolean
      readonly danger?: boolean
      /** Present on entries of which one is chosen: shows a tick. */
      readonly checked?: boolean
      readonly onSelect: () => void
    }
  | { readonly type: 'separator' }
  | { readonly type: 'label'; readonly label: string }

function Entry({ entry, marks }: { readonly entry: MenuEntry; readonly marks: boolean }) {
  if (entry.type === 'separator') return <Base.Separator className="kit-separator" />
  if (entry.type === 'label') return <div className="kit-group-label">{entry.label}</div>
  const mark = entry.checked === true ? 'check' : entry.icon
  return (
    <Base.Item
      className="kit-item"
      disabled={entry.disabled ?? false}
      data-danger={entry.danger === true ? '' : undefined}
      aria-current={entry.checked === true ? 'true' : undefined}
      onClick={entry.onSelect}
      label={entry.label}
    >
      {marks && <span className="kit-item-mark">{mark !== undefined && <Icon name={mark} />}</span>}
      <span className="kit-item-label">
        {entry.label}
        {entry.detail !== undefined && <span className="kit-item-detail">{entry.detail}</span>}
      </span>
      {entry.shortcut !== undefined && <Kbd>{entry.shortcut}</Kbd>}
    </Base.Item>
  )
}

/** Where one entry has an icon or a tick, the others leave its place free. */
const hasMarks = (entries: readonly MenuEntry[]): boolean =>
  entries.some((entry) => 'icon' in entry || 'checked' in entry)

const entryKey = (entry: MenuEntry, index: number): string =>
  entry.type === 'separator' ? `separator ${index}` : `${entry.label} ${index}`

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement<Record<string, unknown>>
  readonly entries: readonly MenuEntry[]
  readonly align?: 'start' | 'center' | 'end'
  readonly side?: 'top' | 'bottom'
}

/** A menu that opens from a button. */
export function Menu({ trigger, entries, align = 'start', side = 'bottom' }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="kit-positioner" align={align} side={side} sideOffset={4}>
          <Base.Popup className="kit-popup">
            {entries.map((entry, index) => (
              <Entry key={entryKey(entry, index)} entry={entry} marks={hasMarks(entries)} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

export interface MenuAtProps {
  /** Client coordinates, or null while closed. */
  readonly at: { readonly x: number; readonly y: number } | null
  readonly entries: readonly MenuEntry[]
  readonly onClose: () => void
}

/** A menu that opens at a point: a context menu. */
export function MenuAt({ at, entries, onClose }: MenuAtProps) {
  return (
    <Base.Root modal={false} open={at !== null} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Positioner
          className="kit-positioner"
          align="start"
          side="bottom"
          anchor={{ getBoundingClientRect: () => new DOMRect(at?.x ?? 0, at?.y ?? 0, 0, 0) }}
        >
          <Base.Popup className="kit-popup">
            {entries.map((entry, index) => (
              <Entry key={entryKey(entry, index)} entry={entry} marks={hasMarks(entries)} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
