import { cloneElement, type ReactElement, useState, useSyncExternalStore } from 'react'
import type { IconName } from './Icon.tsx'

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

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement<Record<string, unknown>>
  readonly entries: readonly MenuEntry[]
  readonly align?: 'start' | 'center' | 'end'
  readonly side?: 'top' | 'bottom'
  /** Entries in two columns under their labels, for long lists of things with a sentence each. */
  readonly wide?: boolean
}

export interface MenuAtProps {
  /** Client coordinates, or null while closed. */
  readonly at: { readonly x: number; readonly y: number } | null
  readonly entries: readonly MenuEntry[]
  readonly onClose: () => void
}

type Popups = typeof import('./MenuPopup.tsx')

let popups: Popups | null = null
let loading: Promise<void> | null = null
const listeners = new Set<() => void>()

/** Fetches what menus are drawn with; until then a menu is its button. */
export function loadMenus(): Promise<void> {
  loading ??= import('./MenuPopup.tsx').then((loaded) => {
    popups = loaded
    for (const listener of listeners) listener()
  })
  return loading
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const usePopups = (): Popups | null => useSyncExternalStore(subscribe, () => popups)

/** A menu that opens from a button. What draws it is not in the first load. */
export function Menu(props: MenuProps) {
  const loaded = usePopups()
  const [wasPressed, setWasPressed] = useState(false)
  if (loaded !== null) return <loaded.MenuPopup {...props} opensAtOnce={wasPressed} />
  return cloneElement(props.trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: () => {
      setWasPressed(true)
      void loadMenus()
    },
  })
}

/** A menu that opens at a point: a context menu. */
export function MenuAt(props: MenuAtProps) {
  const loaded = usePopups()
  if (loaded !== null) return <loaded.MenuPopupAt {...props} />
  if (props.at !== null) void loadMenus()
  return null
}
