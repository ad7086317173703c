import '@xyflow/react/dist/base.css'
import './Canvas.css'
import { MenuAt, type MenuEntry } from '#kit/Menu.tsx'
import type { Position } from '#scenario/schema.ts'
import { isNodeType } from '#services/catalog.ts'
import {
  Background,
  BackgroundVariant,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  type OnConnectEnd,
  ReactFlow,
  type ReactFlowProps,
  useStore,
} from '@xyflow/react'
import { type DragEvent, type MouseEvent, useCallback, useEffect, useMemo, useState } from 'react'
import { documents, getDocument, useDocument } from '../stores/document.ts'
import { run } from '../stores/run.ts'
import { useView } from '../stores/view.ts'
import { addNode, connect, connectClipboard } from './canvasActions.ts'
import { CanvasEmpty, CanvasTools } from './CanvasTools.tsx'
import { ConnectionHint, nodeAt } from './ConnectionHint.tsx'
import { planMenu } from './contextMenu.ts'
import { findDotAt } from './dotAt.ts'
import { DotOverlay } from './DotOverlay.tsx'
import { FIT, type FlowEdge, type FlowNode, flowRef, ZOOM_MIN } from './flow.ts'
import { GRID, snap } from './graphEdits.ts'
import { connectCanvas, displayNow, dots, wires } from './liveCanvas.ts'
import { NODE_MIME } from './Palette.tsx'
import { ServiceNode } from './ServiceNode.tsx'
import { toFlowEdges, toFlowNodes } from './toFlow.ts'
import { useFitOnOpen, useFitOnResize } from './useFit.ts'
import { WireEdge } from './WireEdge.tsx'

type Sizes = ReadonlyMap<string, { readonly width: number; readonly height: number }>

const toggled = (ids: readonly string[], id: string, on: boolean): readonly string[] => {
  const others = ids.filter((other) => other !== id)
  return on ? [...others, id] : others
}

function applySelection(kind: 'nodes' | 'edges', changes: readonly (NodeChange | EdgeChange)[]) {
  const { selection, select } = useView.getState()
  let ids = selection[kind]
  for (const change of changes) {
    if (change.type === 'select') ids = toggled(ids, change.id, change.selected)
  }
  if (ids === selection[kind]) return
  if (kind === 'nodes') select(ids, selection.edges)
  else select(selection.nodes, ids)
}

function applyMoves(changes: readonly NodeChange<FlowNode>[]): void {
  const positions: Record<string, Position> = {}
  for (const change of changes) {
    if (change.type === 'position' && change.position !== undefined) {
      positions[change.id] = snap(change.position)
    }
  }
  const { scenario, dispatch } = getDocument()
  const moved = scenario.nodes.some(({ id, position }) => {
    const next = positions[id]
    return next !== undefined && (next.x !== position?.x || next.y !== position.y)
  })
  if (moved) dispatch({ type: 'move-nodes', positions })
}

const applySizes = (sizes: Sizes, changes: readonly NodeChange<FlowNode>[]): Sizes => {
  const measured = changes.flatMap((change) =>
    change.type === 'dimensions' && change.dimensions !== undefined
      ? [[change.id, change.dimensions] as const]
      : [],
  )
  return measured.length === 0 ? sizes : new Map([...sizes, ...measured])
}

const onConnectEnd: OnConnectEnd = (event, { fromHandle, fromNode, toNode }) => {
  if (fromNode === null || fromHandle === null) return
  const point = 'changedTouches' in event ? event.changedTouches[0] : event
  const over = toNode?.id ?? (point === undefined ? null : nodeAt(point.clientX, point.clientY))
  if (over === null || over === fromNode.id) return
  if (fromHandle.type === 'target') connect(over, fromNode.id)
  else connect(fromNode.id, over, fromHandle.id)
}

function onDrop(event: DragEvent): void {
  const type = event.dataTransfer.getData(NODE_MIME)
  if (!isNodeType(type)) return
  event.preventDefault()
  const at = flowRef.current?.screenToFlowPosition({ x: event.clientX, y: event.clientY })
  if (at !== undefined) addNode(type, { x: at.x - 120, y: at.y - 20 })
}

function onDragOver(event: DragEvent): void {
  if (!event.dataTransfer.types.includes(NODE_MIME)) return
  event.preventDefault()
  event.dataTransfer.dropEffect = 'copy'
}

/** A click on a dot opens its request's waterfall and lights its way; what lies beneath is not clicked. */
function onDotClick(event: MouseEvent<HTMLElement>): void {
  const { target, clientX, clientY } = event
  const flow = flowRef.current
  if (flow === null || !(target instanceof Element)) return
  // Numbers stand in the place of dots.
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
  if (target.closest('.react-flow__node, .react-flow__panel') !== null) return
  const pane = target.closest('.react-flow')?.getBoundingClientRect()
  if (pane === undefined) return
  const scene = { dots: dots.all, wires, now: displayNow(), view: flow.getViewport() }
  const dot = findDotAt(scene, { x: clientX - pane.x, y: clientY - pane.y })
  if (dot === null || run.record.traces.find(dot.trace) === undefined) return
  event.stopPropagation()
  const view = useView.getState()
  view.selectTrace(dot.trace)
  view.setDockTab('traces')
  view.togglePanel('dock', true)
}

interface OpenMenu {
  readonly x: number
  readonly y: number
  readonly entries: readonly MenuEntry[]
}

/** Whenever another document is opened: nothing of it is selected yet. */
function beginOnOpen(): () => void {
  return documents.onOpen((scenario) => {
    useView.getState().select([])
    useView.getState().selectTrace(null)
    useView.getState().openSite(null)
    if (scenario.nodes.length === 0) void flowRef.current?.setViewport({ x: 0, y: 0, zoom: 1 })
  })
}

type OpenMenuAt = (
  event: { preventDefault(): void; clientX: number; clientY: number },
  of: string | null,
) => void

/** What the pointer does besides moving and selecting. */
const pointerHandlers = (openMenu: OpenMenuAt) =>
  ({
    onConnectEnd,
    onEdgeMouseEnter: (_, edge) => useView.getState().hoverEdge(edge.id),
    onEdgeMouseLeave: () => useView.getState().hoverEdge(null),
    onNodeContextMenu: (event, node) => {
      const { selection, select } = useView.getState()
      if (!selection.nodes.includes(node.id)) select([node.id])
      openMenu(event, node.id)
    },
    onEdgeContextMenu: (event, edge) => {
      useView.getState().select([], [edge.id])
      openMenu(event, edge.id)
    },
    onPaneContextMenu: (event) => openMenu(event, null),
  }) satisfies ReactFlowProps<FlowNode, FlowEdge>

/** How the graph behaves, whatever is in it. */
const BEHAVIOUR = {
  nodeTypes: { service: ServiceNode },
  edgeTypes: { wire: WireEdge },
  fitViewOptions: FIT,
  minZoom: ZOOM_MIN,
  maxZoom: 2.5,
  snapToGrid: true,
  snapGrid: [GRID, GRID],
  connectionRadius: 28,
  deleteKeyCode: null,
  // Space plays and pauses: React Flow would take it for panning, and nobody else would hear it.
  panActivationKeyCode: null,
  multiSelectionKeyCode: ['Meta', 'Control', 'Shift'],
  selectionKeyCode: 'Shift',
  attributionPosition: 'top-right',
  onInit: (instance) => {
    flowRef.current = instance
  },
  onEdgesChange: (changes) => applySelection('edges', changes),
} satisfies ReactFlowProps<FlowNode, FlowEdge>

/** Tells when one looks from so far that only names and headlines can be read. */
function FarSense({ onFar }: { readonly onFar: (far: boolean) => void }) {
  const far = useStore((flow) => flow.transform[2] < ZOOM_READABLE)
  useEffect(() => onFar(far), [far, onFar])
  return null
}

/** Below this zoom what a node says in small letters cannot be read. */
const ZOOM_READABLE = 0.62

function Graph(props: { readonly openMenu: OpenMenuAt; readonly onFar: (far: boolean) => void }) {
  const { openMenu, onFar } = props
  const scenario = useDocument((state) => state.scenario)
  const selection = useView((state) => state.selection)
  const minimap = useView((state) => state.minimap)
  const shade = useView((state) => state.shade)
  const [sizes, setSizes] = useState<Sizes>(() => new Map())
  const [fitsFirst] = useState(() => scenario.nodes.length > 0)
  const nodes = useMemo(
    () => toFlowNodes(scenario.nodes, selection.nodes, sizes),
    [scenario.nodes, selection.nodes, sizes],
  )
  const edges = useMemo(
    () => toFlowEdges(scenario.edges, selection.edges, scenario.nodes),
    [scenario.edges, selection.edges, scenario.nodes],
  )
  const onNodesChange = useCallback((changes: NodeChange<FlowNode>[]) => {
    setSizes((before) => applySizes(before, changes))
    applySelection('nodes', changes)
    applyMoves(changes)
  }, [])
  const handlers = useMemo(() => pointerHandlers(openMenu), [openMenu])
  useFitOnOpen()
  useFitOnResize()
  return (
    <ReactFlow<FlowNode, FlowEdge>
      {...BEHAVIOUR}
      {...handlers}
      nodes={nodes}
      edges={edges}
      colorMode={shade}
      onNodesChange={onNodesChange}
      fitView={fitsFirst}
    >
      <Background variant={BackgroundVariant.Dots} gap={GRID} size={1.6} color="var(--grid)" />
      {minimap && (
        <MiniMap
          pannable
          zoomable
          ariaLabel="Minimap"
          nodeColor="var(--line)"
          maskColor="var(--hover)"
          bgColor="var(--surface)"
          style={{ width: 148, height: 92 }}
        />
      )}
      <DotOverlay />
      <ConnectionHint />
      <FarSense onFar={onFar} />
    </ReactFlow>
  )
}

/** The graph: services as nodes, permissions as wires, requests as dots. */
export function Canvas() {
  const isEmpty = useDocument((state) => state.scenario.nodes.length === 0)
  const beneath = useView((state) => state.surface === 'map')
  const [menu, setMenu] = useState<OpenMenu | null>(null)
  const [far, setFar] = useState(false)
  useEffect(connectCanvas, [])
  useEffect(connectClipboard, [])
  useEffect(beginOnOpen, [])
  const openMenu = useCallback<OpenMenuAt>((event, of) => {
    event.preventDefault()
    setMenu({ x: event.clientX, y: event.clientY, entries: planMenu(of) })
  }, [])
  return (
    <main
      className="canvas"
      aria-label="Canvas"
      inert={beneath}
      data-far={far ? '' : undefined}
      onDrop={onDrop}
      onDragOver={onDragOver}
      onClickCapture={onDotClick}
    >
      <Graph openMenu={openMenu} onFar={setFar} />
      <CanvasTools />
      {isEmpty && <CanvasEmpty />}
      <MenuAt at={menu} entries={menu?.entries ?? []} onClose={() => setMenu(null)} />
    </main>
  )
}
