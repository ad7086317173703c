import './HelpDialog.css'
import { Dialog } from '#kit/Dialog.tsx'
import { Kbd } from '#kit/Kbd.tsx'
import { useView } from '../stores/view.ts'
import { type Action, actions } from './actions.ts'
import { showChord } from './keys.ts'

const GROUPS = ['Run', 'Add', 'Edit', 'View', 'Document', 'Help'] as const

const POINTER: readonly (readonly [string, string])[] = [
  ['Wire two services', 'drag from a right-hand port'],
  ['Follow a request', 'click its dot'],
  ['Select several', 'Shift + drag'],
  ['Pan', 'drag the canvas'],
  ['Zoom', 'wheel or pinch'],
  ['Copy, cut, paste', 'as everywhere'],
]

/** What the keyboard does where it is, beside the keys of actions. */
const KEYBOARD: readonly (readonly [string, string])[] = [
  ['Next service or wire', 'Tab'],
  ['Select it', 'Enter'],
  ['Move it', 'arrow keys'],
  ['Its menu', 'Shift + F10'],
]

function Group({ title, list }: { readonly title: string; readonly list: readonly Action[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {list.map((action) => (
          <div key={action.id}>
            <dt>{action.title}</dt>
            <dd>
              {action.keys?.map((chord) => (
                <Kbd key={chord}>{showChord(chord)}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Ways(props: {
  readonly title: string
  readonly list: readonly (readonly [string, string])[]
}) {
  return (
    <section>
      <h3>{props.title}</h3>
      <dl>
        {props.list.map(([what, how]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{how}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** Every key, and what the pointer does. */
export function HelpDialog() {
  const open = useView((state) => state.dialog === 'help')
  return (
    <Dialog
      open={open}
      onClose={() => useView.getState().showDialog(null)}
      title="Keys and help"
      description="Press play to run the architecture. Edit anything while it runs: the change applies from that moment on, like a deploy."
      size="wide"
    >
      <div className="help-keys">
        {GROUPS.map((group) => (
          <Group
            key={group}
            title={group}
            list={actions.filter((action) => action.group === group && action.keys !== undefined)}
          />
        ))}
        <Ways title="On the canvas, by keyboard" list={KEYBOARD} />
        <Ways title="On the canvas, by pointer" list={POINTER} />
      </div>
    </Dialog>
  )
}
