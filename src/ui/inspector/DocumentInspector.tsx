import { NumberField } from '#kit/NumberField.tsx'
import { Select } from '#kit/Select.tsx'
import { TextField } from '#kit/TextField.tsx'
import { REGIONS } from '#world/regions.ts'
import { getDocument, useDocument } from '../stores/document.ts'

const count = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`

/** The document itself, shown while nothing is selected. */
export function DocumentInspector() {
  const { name, description, seed, region, nodes, edges } = useDocument((state) => state.scenario)
  const known = REGIONS.some(({ code }) => code === region)
  const options = [
    ...(known ? [] : [{ value: region, label: region }]),
    ...REGIONS.map((each) => ({ value: each.code, label: `${each.code} · ${each.title}` })),
  ]
  const { dispatch } = getDocument()
  return (
    <>
      <header className="inspector-head">
        <h2 className="inspector-wire">Scenario</h2>
        <span className="inspector-type" style={{ marginLeft: 'auto' }}>
          {count(nodes.length, 'node')} · {count(edges.length, 'wire')}
        </span>
      </header>
      <div className="inspector-page">
        <p className="inspector-lead">Select a node or a wire to see what it is made of.</p>
        <div className="form">
          <TextField
            label="Scenario name"
            value={name}
            onCommit={(next) => dispatch({ type: 'set-document', name: next })}
          />
          <TextField
            label="Description"
            rows={4}
            value={description ?? ''}
            onCommit={(next) => dispatch({ type: 'set-document', description: next })}
          />
          <NumberField
            label="Seed"
            layout="row"
            integer
            min={0}
            max={Number.MAX_SAFE_INTEGER}
            value={seed}
            help="Another seed is another run of the same system; the same one repeats it event for event."
            onCommit={(next) => {
              if (next !== null) dispatch({ type: 'set-document', seed: next })
            }}
          />
          <Select
            label="Region"
            value={region}
            options={options}
            onChange={(next) => dispatch({ type: 'set-document', region: next })}
          />
        </div>
      </div>
    </>
  )
}
