import { useView } from '../stores/view.ts'
import { type Action, actions } from './actions.ts'
import { chordOf } from './keys.ts'

const byChord = new Map<string, Action>(
  actions.flatMap((action) => (action.keys ?? []).map((chord) => [chord, action] as const)),
)

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, select, [contenteditable], .monaco-editor') !== null

/** Keys that a focused control needs for itself. */
const isControlsOwn = (target: EventTarget | null, chord: string): boolean =>
  target instanceof Element &&
  /^(space|enter|home|left|right|up|down)$/.test(chord) &&
  target.closest(
    'button, a, [role="menu"], [role="tab"], [role="slider"], [role="separator"], [role="listbox"], [role="row"], [role="option"], [role="switch"]',
  ) !== null

/** Lets every action's key call it. Call it once; it answers how to stop. */
export function connectKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const chord = chordOf(event)
    const action = byChord.get(chord)
    if (action === undefined) return
    if (action.inFields !== true) {
      if (isTyping(event.target) || isControlsOwn(event.target, chord)) return
      if (useView.getState().dialog !== null) return
      if (document.querySelector('.kit-backdrop, .kit-popup') !== null) return
    }
    event.preventDefault()
    action.run()
  }
  addEventListener('keydown', onKeyDown)
  return () => removeEventListener('keydown', onKeyDown)
}
