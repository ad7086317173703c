import '#kit/popup.css'
import '#kit/Dialog.css'
import './CommandDialog.css'
import { Icon } from '#kit/Icon.tsx'
import { Kbd } from '#kit/Kbd.tsx'
import { Dialog as Base } from '@base-ui/react/dialog'
import { type KeyboardEvent, useState } from 'react'
import { useView } from '../stores/view.ts'
import { type Action, actions } from './actions.ts'
import { showChord } from './keys.ts'
import { searchActions } from './searchActions.ts'

const adding = actions.filter((action) => action.group === 'Add' && action.id !== 'add')
const listed = actions.filter((action) => action.id !== 'commands')

function Commands({
  from,
  onDone,
}: {
  readonly from: readonly Action[]
  readonly onDone: () => void
}) {
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
        className="commands-input"
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant={
          current === undefined ? undefined : `command-${found.indexOf(current)}`
        }
        placeholder="What do you want to do?"
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
      {found.length === 0 && <p className="commands-none">Nothing is called “{query}”.</p>}
    </>
  )
}

/** Everything that can be done, found by typing; `add` lists only the services. */
export function CommandDialog() {
  const dialog = useView((state) => state.dialog)
  const open = dialog === 'commands' || dialog === 'add'
  const close = () => useView.getState().showDialog(null)
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && close()}>
      <Base.Portal>
        <Base.Backdrop className="kit-backdrop" />
        <Base.Popup
          className="commands"
          aria-label={dialog === 'add' ? 'Add a service' : 'Commands'}
        >
          <Commands from={dialog === 'add' ? adding : listed} onDone={close} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
