import './Triggers.css'
import { formatMs, formatNumber } from '#kit/format.ts'
import { Rows } from '#kit/Readout.tsx'
import { Table } from '#kit/Table.tsx'
import type { PanelProps } from '#services/view.ts'
import type { lambdaDefinition, LambdaState } from '../definition.ts'
import { PORT_TITLES, rowsOfMapping, rowsOfQueue } from './triggerRows.ts'

type State = LambdaState | null

function Url({ state, properties }: Pick<Props, 'state' | 'properties'>) {
  const config = properties.FunctionUrlConfig
  if (config === undefined) {
    return <p className="muted small">None. Set one under Configure, and wire clients to it.</p>
  }
  return (
    <>
      <p className="trigger-url">{state?.url ?? 'known when the run begins'}</p>
      <Rows
        rows={[
          { label: 'authorization', value: config.AuthType },
          { label: 'invoke mode', value: config.InvokeMode },
          { label: 'asks for', value: config.Qualifier ?? '$LATEST' },
        ]}
      />
    </>
  )
}

function Queue({ state, properties, now }: Props) {
  if (state === null) return <p className="muted small">Nothing has run yet.</p>
  const { asynchronous } = state
  return (
    <>
      <Rows rows={rowsOfQueue(asynchronous, properties.EventInvokeConfig, now)} />
      {asynchronous.destinations.length > 0 && (
        <Table
          label="Destinations"
          columns={['Destination', 'To', { number: 'Delivered' }, { number: 'Failed' }]}
        >
          {asynchronous.destinations.map(({ port, target, delivered, failed }) => (
            <tr key={`${port} ${target}`}>
              <td>{PORT_TITLES[port]}</td>
              <td>{target}</td>
              <td data-number>{formatNumber(delivered)}</td>
              <td data-number data-tone={failed > 0 ? 'error' : undefined}>
                {formatNumber(failed)}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </>
  )
}

function Mappings({ state }: { readonly state: State }) {
  const mappings = state?.eventSources ?? []
  if (mappings.length === 0) {
    return (
      <p className="muted small">None. A wire from a queue or from a table’s stream makes one.</p>
    )
  }
  return mappings.map((mapping) => (
    <div className="trigger-source" key={mapping.edge}>
      <div className="trigger-head">
        <span>{mapping.source}</span>
        <span className="muted small">
          {mapping.isEnabled ? (mapping.kind ?? 'not there yet') : 'disabled'}
        </span>
      </div>
      <Rows rows={rowsOfMapping(mapping)} />
      {mapping.iteratorAgeMs !== null && (
        <p className="muted small">
          The last record of the last batch was {formatMs(mapping.iteratorAgeMs)} old.
        </p>
      )}
    </div>
  ))
}

type Props = PanelProps<typeof lambdaDefinition, LambdaState>

/** What invokes the function beside its callers: its URL, its own queue with the destinations, and what is polled for it. */
export function Triggers(props: Props) {
  return (
    <div className="triggers">
      <section aria-label="Function URL">
        <h3>Function URL</h3>
        <Url {...props} />
      </section>
      <section aria-label="Asynchronous invocations">
        <h3>Asynchronous invocations</h3>
        <Queue {...props} />
      </section>
      <section aria-label="Event source mappings">
        <h3>Event source mappings</h3>
        <Mappings state={props.state} />
      </section>
    </div>
  )
}
