import './inspector.css'
import { useDocument } from '../stores/document.ts'
import { useView } from '../stores/view.ts'
import { DocumentInspector } from './DocumentInspector.tsx'
import { EdgeInspector } from './EdgeInspector.tsx'
import { NodeInspector } from './NodeInspector.tsx'

function Many({ count }: { readonly count: number }) {
  return (
    <div className="panel-empty">
      <strong>{count} selected</strong>
      <span>Move, copy or delete them together; select one to configure it.</span>
    </div>
  )
}

function Selected() {
  const selection = useView((state) => state.selection)
  const { nodes, edges } = useDocument((state) => state.scenario)
  const [nodeId] = selection.nodes
  const [edgeId] = selection.edges
  const count = selection.nodes.length + selection.edges.length
  if (selection.nodes.length > 1) return <Many count={count} />
  const node = nodes.find(({ id }) => id === nodeId)
  if (node !== undefined) return <NodeInspector key={node.id} node={node} />
  const edge = edges.find(({ id }) => id === edgeId)
  if (edge !== undefined && selection.edges.length === 1) {
    return <EdgeInspector key={edge.id} edge={edge} />
  }
  return count > 1 ? <Many count={count} /> : <DocumentInspector />
}

/** What is selected, and all that may be changed about it. */
export function Inspector() {
  return (
    <section className="inspector" aria-label="Inspector">
      <Selected />
    </section>
  )
}
