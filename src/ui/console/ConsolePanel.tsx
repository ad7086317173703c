import '../panels/panels.css'
import './console.css'
import { CONSOLE } from '#scenario/outside.ts'
import { usePolled } from '#kit/usePolled.ts'
import { run } from '../stores/run.ts'
import { useDocument } from '../stores/document.ts'
import { useConsole } from './consoleStore.ts'
import { type Door, readDoors } from './readConsole.ts'
import { RequestTab } from './RequestTab.tsx'
import { SocketTab } from './SocketTab.tsx'

/** Nodes come and go with the document; ms. */
const ASK_EVERY_MS = 700
const NONE: readonly Door[] = []

const askDoors = async () => readDoors(await run.read(CONSOLE, { type: 'doors' }))

const MODES = [
  { value: 'http', label: 'Request' },
  { value: 'socket', label: 'WebSocket' },
] as const

function Modes() {
  const mode = useConsole((state) => state.mode)
  return (
    <div className="console-modes" role="group" aria-label="Kind of conversation">
      {MODES.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          aria-pressed={mode === value}
          onClick={() => useConsole.setState({ mode: value })}
        >
          {label}
        </button>
      ))}
    </div>
  )
}

/** Requests and connections by hand to whatever in the scenario answers HTTP. */
export function ConsolePanel() {
  const mode = useConsole((state) => state.mode)
  const nodes = useDocument((state) => state.scenario.nodes)
  const doors = usePolled(askDoors, NONE, ASK_EVERY_MS)
  const isSocketApi = (id: string): boolean =>
    nodes.find((node) => node.id === id)?.properties?.['ProtocolType'] === 'WEBSOCKET'
  const fitting = doors.filter(({ node }) => isSocketApi(node) === (mode === 'socket'))
  if (fitting.length > 0) {
    return mode === 'http' ? (
      <RequestTab doors={fitting} modes={<Modes />} />
    ) : (
      <SocketTab doors={fitting} modes={<Modes />} />
    )
  }
  return (
    <div className="panel">
      <div className="panel-bar">
        <Modes />
      </div>
      <div className="panel-empty">
        <strong>{mode === 'http' ? 'Nothing here answers HTTP' : 'No WebSocket API here'}</strong>
        <span>
          {mode === 'http'
            ? 'Add an API, a function with a URL or an HTTP service.'
            : 'Add a WebSocket API: its protocol is set in the inspector.'}
        </span>
      </div>
    </div>
  )
}
