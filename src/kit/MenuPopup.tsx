import './popup.css'
import { Menu as Base } from '@base-ui/react/menu'
import { Icon } from './Icon.tsx'
import { Kbd } from './Kbd.tsx'
import type { MenuAtProps, MenuEntry, MenuProps } from './Menu.tsx'

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

/** A menu that opens from a button. `opensAtOnce`: the button was pressed before this code was there. */
export function MenuPopup(props: MenuProps & { readonly opensAtOnce: boolean }) {
  const { trigger, entries, align = 'start', side = 'bottom', wide = false, opensAtOnce } = props
  return (
    <Base.Root modal={false} defaultOpen={opensAtOnce}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="kit-positioner" align={align} side={side} sideOffset={4}>
          <Base.Popup className="kit-popup" data-wide={wide ? '' : undefined}>
            {entries.map((entry, index) => (
              <Entry key={entryKey(entry, index)} entry={entry} marks={hasMarks(entries)} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** A menu that opens at a point: a context menu. */
export function MenuPopupAt({ at, entries, onClose }: MenuAtProps) {
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
