import { showToast } from '#kit/showToast.ts'
import type { Position, Scenario } from '#scenario/schema.ts'
import type { NodeType } from '#services/catalog.ts'
import { getDocument } from '../stores/document.ts'
import { useView } from '../stores/view.ts'
import { fitSoon, fitView, flowRef, isInView, viewCentre } from './flow.ts'
import {
  type Clip,
  cutClip,
  findFreePlace,
  NODE_GAP,
  NODE_WIDTH,
  planConnection,
  planNode,
  planPaste,
  planRemoval,
  planWire,
  readClip,
} from './graphEdits.ts'

const scenarioNow = (): Scenario => getDocument().scenario
const chosen = () => useView.getState().selection

/** Dispatches an edit; a refusal is told, since none of these should be refused. */
function dispatch(edit: Parameters<ReturnType<typeof getDocument>['dispatch']>[0]): boolean {
  const [problem] = getDocument().dispatch(edit)
  if (problem === undefined) return true
  showToast({ title: 'That cannot be done', description: problem.message, tone: 'error' })
  return false
}

/** Where a node goes that nobody dropped: to the right of the selected one, which it may be wired from; else to the middle. */
function wantedPlace(scenario: Scenario): Position {
  const { nodes } = chosen()
  const beside = nodes.length === 1 && scenario.nodes.find(({ id }) => id === nodes[0])?.position
  if (beside) return { x: beside.x + NODE_WIDTH + NODE_GAP, y: beside.y }
  const centre = viewCentre()
  return { x: centre.x - NODE_WIDTH / 2, y: centre.y - 90 }
}

/** Adds a node at a place of the canvas, or where there is room, and selects it. */
export function addNode(type: NodeType, at?: Position): void {
  const scenario = scenarioNow()
  const place = at ?? findFreePlace(scenario, wantedPlace(scenario))
  const node = planNode(scenario, type, place)
  if (!dispatch({ type: 'add-node', node })) return
  useView.getState().select([node.id])
  if (at === undefined && !isInView({ ...place, width: NODE_WIDTH, height: 200 })) fitSoon()
}

/** Wires two nodes; a wire that cannot be says why. */
export function connect(source: string, target: string, port?: string | null): void {
  const scenario = scenarioNow()
  const plan = planWire(scenario, source, target, port)
  if ('reason' in plan) {
    showToast({ title: 'These cannot be wired', description: plan.reason, tone: 'warning' })
    return
  }
  const { edit, given } = planConnection(scenario, plan.edge)
  if (!dispatch(edit)) return
  useView.getState().select([], [plan.edge.id])
  if (given.length > 0) {
    showToast({
      title: given.join(', '),
      description: 'Without it the wire would be of no use. Undo takes back both.',
    })
  }
}

/** Removes what is selected. */
export function removeSelected(): void {
  const { nodes, edges } = chosen()
  const edit = planRemoval(nodes, edges)
  if (edit !== null && dispatch(edit)) useView.getState().select([])
}

export function selectAll(): void {
  const { nodes, edges } = scenarioNow()
  useView.getState().select(
    nodes.map((node) => node.id),
    edges.map((edge) => edge.id),
  )
}

let clipboard: Clip | null = null
let pastes = 0

/** Copies the selected nodes and the wires among them; the text that goes to the clipboard, or null. */
export function copySelected(): string | null {
  const { nodes } = chosen()
  if (nodes.length === 0) return null
  clipboard = cutClip(scenarioNow(), nodes)
  pastes = 0
  return JSON.stringify(clipboard)
}

function place(clip: Clip, offset: number): void {
  const { edit, nodes } = planPaste(scenarioNow(), clip, { x: offset, y: offset })
  if (dispatch(edit)) useView.getState().select(nodes)
}

/** Pastes `text` if nodes were copied there, else what was copied here; whether it did. */
export function paste(text: string | null): boolean {
  const clip = text === null ? clipboard : readClip(text)
  if (clip === null) return false
  pastes++
  place(clip, 32 * pastes)
  return true
}

/** A copy of the selected nodes beside them. */
export function duplicateSelected(): void {
  const { nodes } = chosen()
  if (nodes.length > 0) place(cutClip(scenarioNow(), nodes), 32)
}

/** Lays the whole graph out from left to right. */
export async function layOut(): Promise<void> {
  const flow = flowRef.current
  if (flow === null) return
  const { computeLayout } = await import('./layout.ts')
  const sizes = new Map(
    flow.getNodes().map((node) => [node.id, { height: node.measured?.height ?? 200 }]),
  )
  const positions = computeLayout(scenarioNow(), sizes)
  if (Object.keys(positions).length === 0) return
  dispatch({ type: 'move-nodes', positions })
  requestAnimationFrame(() => {
    fitView()
  })
}

/** Copy, cut and paste through the browser's own clipboard. Call it once; it answers how to stop. */
export function connectClipboard(): () => void {
  const elsewhere = (event: ClipboardEvent): boolean => {
    const { target } = event
    if (!(target instanceof Element)) return false
    if (target.closest('input, textarea, [contenteditable], .monaco-editor') !== null) return true
    return (getSelection()?.toString() ?? '') !== ''
  }
  const onCopy = (event: ClipboardEvent) => {
    const text = elsewhere(event) ? null : copySelected()
    if (text === null) return
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    if (event.type === 'cut') removeSelected()
  }
  const onPaste = (event: ClipboardEvent) => {
    if (elsewhere(event)) return
    if (paste(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault()
  }
  document.addEventListener('copy', onCopy)
  document.addEventListener('cut', onCopy)
  document.addEventListener('paste', onPaste)
  return () => {
    document.removeEventListener('copy', onCopy)
    document.removeEventListener('cut', onCopy)
    document.removeEventListener('paste', onPaste)
  }
}
