import { Button } from '#kit/Button.tsx'
import type { ScenarioNode } from '#scenario/schema.ts'
import { propertiesOf } from '../canvas/nodeFacts.ts'
import { getDocument } from '../stores/document.ts'
import { useRun } from '../stores/run.ts'

const show = (value: unknown): string => {
  if (value === undefined) return 'none'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** What the service's own API has changed since the run began: the form below is the document's, the run goes by this. */
export function AmendedNotice({ node }: { readonly node: ScenarioNode }) {
  const amendment = useRun((state) => state.amended[node.id] ?? null)
  if (amendment === null) return null
  const written = propertiesOf(node) as Readonly<Record<string, unknown>>
  const changed = Object.entries(amendment.properties)
  const keep = (): void => {
    const gone = new Set(changed.map(([name]) => name))
    const others = Object.entries(node.properties ?? {}).filter(([name]) => !gone.has(name))
    const set = changed.flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    )
    const properties = Object.fromEntries([...others, ...set])
    getDocument().dispatch({ type: 'set-properties', node: node.id, properties })
  }
  return (
    <section className="amended" aria-label="Changed by its own API">
      <p>In this run its own API has changed it. What is set below is the document’s.</p>
      <dl>
        {changed.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="mono">
              <s>{show(written[name])}</s> {show(value)}
            </dd>
          </div>
        ))}
        {amendment.code && (
          <div>
            <dt>Code</dt>
            <dd>another than in the Code tab</dd>
          </div>
        )}
      </dl>
      {changed.length > 0 && (
        <Button size="small" onClick={keep}>
          Write into the document
        </Button>
      )}
    </section>
  )
}
