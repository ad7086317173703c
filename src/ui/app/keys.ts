/** A key chord as actions write it: `mod+shift+z`, `f`, `space`, `?`. `mod` is ⌘ on a Mac and Ctrl elsewhere. */
export type Chord = string

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'space',
  arrowleft: 'left',
  arrowright: 'right',
  arrowup: 'up',
  arrowdown: 'down',
  escape: 'esc',
}

/** The parts of a keyboard event that a chord is made of. */
export interface KeyPress {
  readonly key: string
  readonly metaKey: boolean
  readonly ctrlKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** The chord of a key press. Shift counts only with keys that it does not change by itself. */
export function chordOf(event: KeyPress): Chord {
  const lower = event.key.toLowerCase()
  const name = NAMES[lower] ?? lower
  const shiftIsInKey = name.length === 1 && !/[a-z0-9]/.test(name)
  const parts = [
    event.metaKey || event.ctrlKey ? 'mod' : null,
    event.altKey ? 'alt' : null,
    event.shiftKey && !shiftIsInKey ? 'shift' : null,
    name,
  ]
  return parts.filter((part) => part !== null).join('+')
}

const MAC: Readonly<Record<string, string>> = { mod: '⌘', shift: '⇧', alt: '⌥' }
const OTHER: Readonly<Record<string, string>> = { mod: 'Ctrl', shift: 'Shift', alt: 'Alt' }
const SHOWN: Readonly<Record<string, string>> = {
  space: 'Space',
  left: '←',
  right: '→',
  delete: 'Del',
  backspace: '⌫',
  home: 'Home',
  esc: 'Esc',
}

const isMac = (): boolean => /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '')

/** How a chord is written on this machine: `⌘⇧Z` or `Ctrl+Shift+Z`. */
export function showChord(chord: Chord, mac = isMac()): string {
  const parts = chord.split('+').map((part) => {
    const modifier = (mac ? MAC : OTHER)[part]
    if (modifier !== undefined) return modifier
    return SHOWN[part] ?? (part.length === 1 ? part.toUpperCase() : part)
  })
  return parts.join(mac ? '' : '+')
}
