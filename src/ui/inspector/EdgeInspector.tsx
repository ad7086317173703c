import { Button } from '#kit/Button.tsx'
import { Icon } from '#kit/Icon.tsx'
import type { ScenarioEdge } from '#scenario/schema.ts'
import { canWire, findEdgeSchema } from '#scenario/wire.ts'
import { getDocument, useDocument } from '../stores/document.ts'
import { useNames } from '../panels/names.ts'
import { Form } from './Form.tsx'

const CONTRACTS = {
  http: 'HTTP requests and their responses',
  invoke: 'Lambda invocations',
  api: 'calls of the AWS API, as the SDK makes them',
  records: 'records that the target polls',
} as const

/** All about one wire: who may call whom, by what contract, and what the connection needs. */
export function EdgeInspector({ edge }: { readonly edge: ScenarioEdge }) {
  const nodes = useDocument((state) => state.scenario.nodes)
  const nameOf = useNames()
  const source = nodes.find(({ id }) => id === edge.source)
  const target = nodes.find(({ id }) => id === edge.target)
  const wire =
    source && target ? canWire({ source: source.type, target: target.type, port: edge.port }) : null
  const contract = wire !== null && 'contract' in wire ? wire.contract : null
  const schema = source && contract ? findEdgeSchema(source.type, contract) : undefined
  return (
    <>
      <header className="inspector-head">
        <h2 className="inspector-wire">
          {nameOf(edge.source)} <Icon name="chevronRight" size={12} /> {nameOf(edge.target)}
        </h2>
      </header>
      <div className="inspector-page">
        <p className="inspector-lead">
          {nameOf(edge.source)} may call {nameOf(edge.target)}: this wire is the permission, too.
        </p>
        <dl className="inspector-facts">
          <dt>Carries</dt>
          <dd>{contract === null ? '–' : CONTRACTS[contract]}</dd>
          <dt>Id</dt>
          <dd className="mono">{edge.id}</dd>
        </dl>
        {schema !== undefined && (
          <Form
            key={edge.id}
            part="properties"
            schema={schema}
            target={target?.type}
            value={edge.properties ?? {}}
            onChange={(properties, merge) =>
              getDocument().dispatch(
                { type: 'set-edge-properties', edge: edge.id, properties },
                { merge: `${edge.id} ${merge}` },
              )
            }
          />
        )}
        <p style={{ marginTop: 16 }}>
          <Button
            icon="trash"
            variant="danger"
            onClick={() => getDocument().dispatch({ type: 'remove-edge', edge: edge.id })}
          >
            Delete wire
          </Button>
        </p>
      </div>
    </>
  )
}
