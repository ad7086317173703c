import './Instances.css'
import { formatMs, formatNumber } from '#kit/format.ts'
import { Bar } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { httpServiceDefinition, HttpServiceState, ListedInstance } from '../definition.ts'

const STATES = { starting: 'starting', ready: 'ready', draining: 'draining' } as const

const stateOf = ({ state, readyInMs }: ListedInstance): string =>
  state === 'starting' ? `ready in ${formatMs(readyInMs)}` : STATES[state]

/** Every instance with its places; how auto scaling sees them. */
export function Instances({
  properties,
  state,
}: ViewProps<typeof httpServiceDefinition, HttpServiceState>) {
  if (state === null) return <p className="muted">Press play: the instances stand here.</p>
  const { AutoScaling, MaxConcurrency } = properties
  const { utilization } = state
  return (
    <div className="instances">
      <p className="muted small">
        {AutoScaling === undefined
          ? 'No auto scaling: there are as many as the configuration says.'
          : `Auto scaling keeps ${AutoScaling.TargetValue} % of the places taken, with ${AutoScaling.MinCapacity} to ${AutoScaling.MaxCapacity} instances. `}
        {utilization !== null && `In the last period it was ${formatNumber(utilization, 0)} %.`}
      </p>
      <table aria-label="Instances">
        <thead>
          <tr>
            <th scope="col">No.</th>
            <th scope="col">State</th>
            <th scope="col">In service</th>
            <th scope="col">Served</th>
            <th scope="col">Age</th>
          </tr>
        </thead>
        <tbody>
          {state.instances.map((instance) => (
            <tr key={instance.number} data-state={instance.state}>
              <td>{instance.number}</td>
              <td>{stateOf(instance)}</td>
              <td>
                <span className="mono">
                  {instance.taken} / {MaxConcurrency}
                </span>
                <Bar
                  label={`Places taken of instance ${instance.number}`}
                  value={instance.taken}
                  max={MaxConcurrency}
                  tone={instance.taken >= MaxConcurrency ? 'error' : 'accent'}
                />
              </td>
              <td className="mono">{formatNumber(instance.served)}</td>
              <td className="mono">{formatMs(instance.ageMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
