import type { ScenarioNode } from '#scenario/schema.ts'
import { catalog } from '#services/catalog.ts'
import type { ServiceDefinition } from '#services/definition.ts'
import { useState } from 'react'
import { getDocument } from '../stores/document.ts'
import { Form } from './Form.tsx'
import { JsonField } from './JsonField.tsx'

function SeedData({ node }: { readonly node: ScenarioNode }) {
  const [error, setError] = useState<string | null>(null)
  return (
    <>
      <h3 className="form-heading">Seed data</h3>
      <JsonField
        label="Items at the beginning"
        help="In DynamoDB JSON: what the table holds when a run begins."
        value={node.data}
        error={error}
        onCommit={(data) => {
          const [problem] = getDocument().dispatch({
            type: 'set-data',
            node: node.id,
            data: data ?? [],
          })
          setError(problem?.message ?? null)
        }}
      />
    </>
  )
}

/** The form of a node: CloudFormation's properties, then what AWS does not let you set. */
export function Configure({ node }: { readonly node: ScenarioNode }) {
  const definition: Pick<ServiceDefinition, 'description' | 'properties' | 'model' | 'carries'> =
    catalog[node.type]
  const { id } = node
  const hasModel =
    'shape' in definition.model && Object.keys(definition.model.shape ?? {}).length > 0
  return (
    <div className="inspector-page">
      <p className="inspector-lead">{definition.description}.</p>
      <div className="form">
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
        {definition.carries.data && <SeedData key={`${id} data`} node={node} />}
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
