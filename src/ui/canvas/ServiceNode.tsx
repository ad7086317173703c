import './ServiceNode.css'
import { Icon } from '#kit/Icon.tsx'
import { Tooltip } from '#kit/Tooltip.tsx'
import type { ScenarioNode } from '#scenario/schema.ts'
import { hasDefaultPort } from '#scenario/wire.ts'
import { catalog } from '#services/catalog.ts'
import type { ServiceDefinition } from '#services/definition.ts'
import { findView } from '#services/views.ts'
import type { Amendment } from '#scenario/amendment.ts'
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { memo, type RefCallback, useCallback, useState } from 'react'
import { useShallow } from 'zustand/shallow'
import { useDocument } from '../stores/document.ts'
import { run, useRun } from '../stores/run.ts'
import type { FlowNode } from './flow.ts'
import { activity, displayNow, useNodeTick } from './liveCanvas.ts'
import type { Badge } from './nodeActivity.ts'
import { amendedProperties, nameOf } from './nodeFacts.ts'

/** The inside of a node; drawn again only when what it shows is another. */
const Inside = memo(function Inside(props: {
  readonly node: ScenarioNode
  readonly amendment: Amendment | null
  readonly state: unknown
  readonly now: number
}) {
  const { node, amendment, state, now } = props
  const { Node } = findView(node.type)
  return <Node properties={amendedProperties(node, amendment)} state={state} now={now} />
})

function Badges({ badges }: { readonly badges: readonly Badge[] }) {
  if (badges.length === 0) return null
  return (
    <ul className="node-badges" aria-label="Recent failures">
      {badges.map((badge) => (
        <li key={badge.reason} data-tone={badge.tone} title={badge.reason}>
          <span>{badge.reason}</span>
          {badge.count > 1 && <b>×{badge.count}</b>}
        </li>
      ))}
    </ul>
  )
}

/** The node's problems from the document and from the engine, worst first. */
const ProblemMark = memo(function ProblemMark({ id }: { readonly id: string }) {
  const own = useDocument(
    useShallow((state) => state.problems.filter((problem) => problem.node === id)),
  )
  const engine = useRun(useShallow((state) => state.problems.filter((each) => each.node === id)))
  const problems = [...own, ...engine].filter((problem) => problem.kind !== 'ignored')
  const worst = problems.find((problem) => problem.kind === 'error') ?? problems[0]
  if (worst === undefined) return null
  const messages = [...new Set(problems.map((problem) => problem.message))]
  return (
    <Tooltip content={messages.slice(0, 4).join(' · ')} side="top">
      <button
        type="button"
        className="node-problem"
        data-tone={worst.kind === 'error' ? 'error' : 'throttle'}
        aria-label={`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}: ${worst.message}`}
      >
        <Icon name={worst.kind === 'error' ? 'error' : 'warning'} size={14} />
      </button>
    </Tooltip>
  )
})

const ringOf = (id: string): { readonly tone: string; readonly strength: number } => {
  const { throttled, failed } = activity.health(id)
  if (failed >= 0.005 && failed >= throttled / 2) {
    return { tone: 'error', strength: Math.min(1, 0.3 + failed * 2) }
  }
  if (throttled >= 0.005) return { tone: 'throttle', strength: Math.min(1, 0.3 + throttled * 2) }
  return { tone: 'well', strength: 0 }
}

/** Where wires begin and end: in at the left, out at the right, named ways out below the default one. */
const Ports = memo(function Ports({ node }: { readonly node: ScenarioNode }) {
  const definition: Pick<ServiceDefinition, 'serves' | 'calls' | 'ports'> = catalog[node.type]
  const { serves, ports = [] } = definition
  const name = nameOf(node)
  return (
    <>
      {serves.length > 0 && (
        <Handle type="target" role="img" position={Position.Left} aria-label={`Input of ${name}`} />
      )}
      {hasDefaultPort(definition) && (
        <Handle
          type="source"
          role="img"
          position={Position.Right}
          aria-label={`Output of ${name}`}
        />
      )}
      {ports.map((port, at) => (
        <Handle
          key={port.id}
          id={port.id}
          type="source"
          role="img"
          position={Position.Right}
          className="node-port"
          style={{ top: 'auto', bottom: 14 + 20 * (ports.length - 1 - at) }}
          title={`${port.title}: ${port.help}`}
          aria-label={`${port.title} of ${name}`}
        >
          <span>{port.title}</span>
        </Handle>
      ))}
    </>
  )
})

const tellAmendment = ({ properties, code }: Amendment): string =>
  `changed by its own API: ${[...Object.keys(properties), ...(code ? ['code'] : [])].join(', ')}`

/** The height that the referred element has by itself, px; undefined before it was measured. */
function useHeight(): readonly [RefCallback<HTMLDivElement>, number | undefined] {
  const [height, setHeight] = useState<number>()
  const watch = useCallback((element: HTMLDivElement | null) => {
    if (element === null) return undefined
    const observer = new ResizeObserver(() => setHeight(element.offsetHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [watch, height]
}

/** A service on the canvas: its frame, its live inside, its ports, and what went wrong there lately. */
export const ServiceNode = memo(function ServiceNode({ id, data, selected }: NodeProps<FlowNode>) {
  useNodeTick()
  const [watch, height] = useHeight()
  const { node } = data
  const view = findView(node.type)
  const { states, amended, now, run: runNumber } = run.store.getState()
  const amendment = amended[id] ?? null
  const { tone, strength } = ringOf(id)
  const name = nameOf(node)
  const subline = view.subline(amendedProperties(node, amendment))
  return (
    <div
      className="node"
      data-selected={selected ? '' : undefined}
      data-health={tone}
      data-sized={height === undefined ? undefined : ''}
      style={{
        '--health': strength.toFixed(2),
        '--body': height === undefined ? undefined : `${height}px`,
      }}
    >
      <Badges badges={runNumber === 0 ? [] : activity.badges(id, displayNow())} />
      <div className="node-body" ref={watch}>
        <header>
          <img src={view.icon} alt="" width={28} height={28} draggable={false} />
          <div>
            <div className="node-name" title={name}>
              {name}
            </div>
            <div
              className="node-subline"
              data-amended={amendment === null ? undefined : ''}
              title={amendment === null ? subline : `${subline} · ${tellAmendment(amendment)}`}
            >
              {subline}
            </div>
          </div>
          <ProblemMark id={id} />
        </header>
        <div className="node-inside">
          <Inside node={node} amendment={amendment} state={states[id] ?? null} now={now} />
        </div>
      </div>
      <Ports node={node} />
    </div>
  )
})
