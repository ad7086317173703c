import '#kit/popup.css'
import '#kit/Dialog.css'
import './CommandDialog.css'
import { Icon } from '#kit/Icon.tsx'
import { Kbd } from '#kit/Kbd.tsx'
import { Dialog as Base } from '@base-ui/react/dialog'
import { type KeyboardEvent, useState } from 'react'
import { planWires } from '../canvas/contextMenu.ts'
import { useView } from '../stores/view.ts'
import { type Action, actions } from './actions.ts'
import { showChord } from './keys.ts'
import { searchActions } from './searchActions.ts'

const TITLES = { commands: 'Commands', add: 'Add a service', wire: 'Wire to' } as const
const PLACEHOLDERS = {
  commands: 'What do you want to do?',
  add: 'Which service?',
  wire: 'Whom shall it call?',
} as const

type List = keyof typeof TITLES

const isList = (dialog: string | null): dialog is List => dialog !== null && dialog in TITLES

const adding = actions.filter((action) => action.group === 'Add' && action.id !== 'add')
const listed = actions.filter((action) => action.id !== 'commands')

/** The wires that the selected node may have yet. */
const wiring = (): readonly Action[] =>
  planWires(useView.getState().selection.nodes[0] ?? '').map(({ label, onSelect }) => ({
    id: label,
    title: label,
    group: 'Edit',
    icon: 'wire',
    run: onSelect,
  }))

const planList = (list: List): readonly Action[] => {
  if (list === 'wire') return wiring()
  return list === 'add' ? adding : listed
}

/** At once, not after the dialog has opened: whoever types on loses no letter. */
const takeFocus = (input: HTMLInputElement | null): void => input?.focus()

function Commands({ list, onDone }: { readonly list: List; readonly onDone: () => void }) {
  const [from] = useState(() => planList(list))
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const found = searchActions(from, query)
  const current = found[Math.min(at, found.length - 1)]

  const choose = (action: Action | undefined) => {
    if (action === undefined) return
    onDone()
    // The dialog gives the focus back first; what the action opens may then take it.
    setTimeout(action.run)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Enter') choose(current)
    else if (move !== undefined && found.length > 0) {
      const next = (Math.min(at, found.length - 1) + move + found.length) % found.length
      setAt(next)
      document.getElementById(`command-${next}`)?.scrollIntoView({ block: 'nearest' })
    } else return
    event.preventDefault()
  }
  return (
    <>
      <input
        ref={takeFocus}
        className="commands-input"
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant={
          current === undefined ? undefined : `command-${found.indexOf(current)}`
        }
        placeholder={PLACEHOLDERS[list]}
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="commands" role="listbox" aria-label="Commands">
        {found.map((action, index) => (
          <li
            key={action.id}
            id={`command-${index}`}
            role="option"
            className="kit-item"
            aria-selected={action === current}
            onPointerMove={() => setAt(index)}
            onClick={() => choose(action)}
          >
            <span className="kit-item-mark">
              {action.icon !== undefined && <Icon name={action.icon} />}
            </span>
            <span className="kit-item-label">{action.title}</span>
            <span className="commands-group">{action.group}</span>
            {action.keys?.[0] !== undefined && <Kbd>{showChord(action.keys[0])}</Kbd>}
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p className="commands-none">
          {from.length === 0
            ? 'Nothing here can take a wire from it.'
            : `Nothing is called “${query}”.`}
        </p>
      )}
    </>
  )
}

/** Everything that can be done, found by typing; `add` lists only the services, `wire` whom the selected one may call. */
export function CommandDialog() {
  const dialog = useView((state) => state.dialog)
  const list = isList(dialog) ? dialog : null
  const close = () => useView.getState().showDialog(null)
  return (
    <Base.Root open={list !== null} onOpenChange={(next) => !next && close()}>
      <Base.Portal>
        <Base.Backdrop className="kit-backdrop" />
        <Base.Popup className="commands" aria-label={TITLES[list ?? 'commands']}>
          <Commands list={list ?? 'commands'} onDone={close} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
