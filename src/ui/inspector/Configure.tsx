import type { ScenarioEdge, ScenarioNode } from '#scenario/schema.ts'
import { catalog } from '#services/catalog.ts'
import type { ServiceDefinition } from '#services/definition.ts'
import { useState } from 'react'
import { canWire, findEdgeSchema } from '#scenario/wire.ts'
import { useNames } from '../panels/names.ts'
import { getDocument, useDocument } from '../stores/document.ts'
import { useView } from '../stores/view.ts'
import type * as z from 'zod/mini'
import { deriveForm } from './deriveForm.ts'
import { AmendedNotice } from './AmendedNotice.tsx'
import { Form } from './Form.tsx'
import { JsonField } from './JsonField.tsx'

function SeedData(props: {
  readonly node: ScenarioNode
  readonly data: NonNullable<ServiceDefinition['data']>
}) {
  const { node, data } = props
  const [error, setError] = useState<string | null>(null)
  return (
    <>
      <h3 className="form-heading">Seed data</h3>
      <JsonField
        label={data.title}
        help={data.help}
        value={node.data}
        error={error}
        onCommit={(next) => {
          const [problem] = getDocument().dispatch({
            type: 'set-data',
            node: node.id,
            data: next ?? [],
          })
          setError(problem?.message ?? null)
        }}
      />
    </>
  )
}

interface WireForm {
  readonly edge: ScenarioEdge
  /** It carries calls of a service's API, whose form narrows a permission: seldom what one came for. */
  readonly permits: boolean
  readonly schema: z.ZodMiniType
  /** The type that it leads to. */
  readonly target: string
}

/** Whether a wire's form has anything to say of a target of this type. */
const hasFields = (schema: z.ZodMiniType, target: string): boolean =>
  deriveForm(schema).some(({ targets }) => targets === undefined || targets.includes(target))

/** The wires from a node that hold something to set, such as an API's routes. */
function useWireForms(node: ScenarioNode): readonly WireForm[] {
  const nodes = useDocument((state) => state.scenario.nodes)
  const edges = useDocument((state) => state.scenario.edges)
  return edges.flatMap((edge) => {
    const target = nodes.find(({ id }) => id === edge.target)
    if (edge.source !== node.id || target === undefined) return []
    const wire = canWire({ source: node.type, target: target.type, port: edge.port })
    const schema = 'contract' in wire ? findEdgeSchema(node.type, wire.contract) : undefined
    return schema === undefined || !hasFields(schema, target.type)
      ? []
      : [
          {
            edge,
            schema,
            target: target.type,
            permits: 'contract' in wire && wire.contract === 'api',
          },
        ]
  })
}

/** What a wire holds, on the node where it begins: one need not find the wire to change it. */
function WireSection({ edge, schema, target }: Omit<WireForm, 'permits'>) {
  const name = useNames()(edge.target)
  return (
    <section aria-label={`Wire to ${name}`}>
      <h3 className="form-heading">
        Wire to{' '}
        <button
          type="button"
          className="link-button"
          onClick={() => useView.getState().select([], [edge.id])}
        >
          {name}
        </button>
      </h3>
      <Form
        part="properties"
        schema={schema}
        target={target}
        value={edge.properties ?? {}}
        onChange={(properties, merge) =>
          getDocument().dispatch(
            { type: 'set-edge-properties', edge: edge.id, properties },
            { merge: `${edge.id} ${merge}` },
          )
        }
      />
    </section>
  )
}

/** Whether fields without a group come first: a group brings a heading of its own. */
const startsPlain = (schema: z.core.$ZodType): boolean =>
  deriveForm(schema)[0]?.shape.type !== 'group'

/** The form of a node: CloudFormation's properties, then what AWS does not let you set. */
export function Configure({ node }: { readonly node: ScenarioNode }) {
  const wires = useWireForms(node)
  const leading = wires.filter(({ permits }) => !permits)
  const definition: Pick<
    ServiceDefinition,
    'title' | 'description' | 'properties' | 'model' | 'data'
  > = catalog[node.type]
  const { id } = node
  const hasModel =
    'shape' in definition.model && Object.keys(definition.model.shape ?? {}).length > 0
  return (
    <div className="inspector-page">
      <p className="inspector-lead">{definition.description}.</p>
      <AmendedNotice node={node} />
      <div className="form">
        {leading.map(({ edge, schema, target }) => (
          <WireSection key={edge.id} edge={edge} schema={schema} target={target} />
        ))}
        {leading.length > 0 && startsPlain(definition.properties) && (
          <h3 className="form-heading">{definition.title}</h3>
        )}
        <Form
          key={`${id} properties`}
          part="properties"
          schema={definition.properties}
          value={node.properties ?? {}}
          onChange={(properties, merge) =>
            getDocument().dispatch(
              { type: 'set-properties', node: id, properties },
              { merge: `${id} ${merge}` },
            )
          }
        />
        {wires
          .filter(({ permits }) => permits)
          .map(({ edge, schema, target }) => (
            <WireSection key={edge.id} edge={edge} schema={schema} target={target} />
          ))}
        {definition.data !== undefined && (
          <SeedData key={`${id} data`} node={node} data={definition.data} />
        )}
        {hasModel && (
          <>
            <h3 className="form-heading">Model</h3>
            <p className="muted small">
              What AWS does not let you set. The defaults say where they come from.
            </p>
            <Form
              key={`${id} model`}
              part="model"
              schema={definition.model}
              value={node.model ?? {}}
              onChange={(model, merge) =>
                getDocument().dispatch(
                  { type: 'set-model', node: id, model },
                  { merge: `${id} ${merge}` },
                )
              }
            />
          </>
        )}
      </div>
    </div>
  )
}
