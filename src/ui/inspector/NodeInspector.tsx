import { Button } from '#kit/Button.tsx'
import { Tabs, type TabEntry } from '#kit/Tabs.tsx'
import { TextField } from '#kit/TextField.tsx'
import type { ScenarioNode } from '#scenario/schema.ts'
import { catalog } from '#services/catalog.ts'
import type { ServiceDefinition } from '#services/definition.ts'
import type { JsonValue } from '#services/service.ts'
import type { RawProperties, ServiceView, WirePlan } from '#services/view.ts'
import { views } from '#services/views.ts'
import { lazy, Suspense, useMemo } from 'react'
import * as z from 'zod/mini'
import { MetricCharts } from '../panels/MetricsPanel.tsx'
import { Logs } from '../panels/LogsPanel.tsx'
import { isVisitor } from '../canvas/nodeFacts.ts'
import { getDocument } from '../stores/document.ts'
import { run, useCalmRun, useRun } from '../stores/run.ts'
import { useView } from '../stores/view.ts'
import { Configure } from './Configure.tsx'
import { lookFrom, planWireEdits } from './ownWires.ts'

const CodeEditor = lazy(async () => ({
  default: (await import('../editor/CodeEditor.tsx')).CodeEditor,
}))

const TuningPanel = lazy(async () => ({
  default: (await import('../tuning/TuningPanel.tsx')).TuningPanel,
}))

/** A room's panel with its types forgotten: `view` and `node` are of the same type by construction. */
type AnyView = Pick<ServiceView<ServiceDefinition, unknown>, 'icon' | 'panels'>
type AnyPanel = NonNullable<AnyView['panels']>[number]

function RoomPanel({ node, panel }: { readonly node: ScenarioNode; readonly panel: AnyPanel }) {
  const { id } = node
  const state = useRun((each) => each.states[id] ?? null)
  const now = useCalmRun((each) => each.now)
  const openCode = useView((each) => each.openCode)
  const schema: z.ZodMiniType = catalog[node.type].properties
  const amendment = useRun((each) => each.amended[id] ?? null)
  const parsed = useMemo(
    () => z.safeParse(schema, node.properties ?? {}),
    [schema, node.properties],
  )
  // A panel tells of the run: of the node as its own API has set it.
  const properties = useMemo(
    () => ({ ...(parsed.data as object | undefined), ...amendment?.properties }),
    [parsed, amendment],
  )
  // What a traffic source is told to do is a request to follow; what others are told is done at once.
  const follow = catalog[node.type].category === 'traffic'
  const calls = useMemo(
    () => ({
      read: (query: unknown) => run.read(id, query),
      command: (command: unknown) => {
        if (follow && run.store.getState().status === 'paused') {
          useView.getState().setDockTab('events')
        }
        void run.send(id, command, { follow })
      },
      edit: (properties: RawProperties) =>
        getDocument()
          .dispatch({ type: 'set-properties', node: id, properties })
          .map(({ message }) => message),
      look: () => lookFrom(getDocument().scenario, id),
      draw: (wires: readonly WirePlan[]) =>
        getDocument()
          .dispatch(planWireEdits(getDocument().scenario, id, wires))
          .map(({ message }) => message),
      editData: (data: JsonValue) =>
        getDocument()
          .dispatch({ type: 'set-data', node: id, data })
          .map(({ message }) => message),
    }),
    [id, follow],
  )
  const source = { properties: node.properties ?? {}, code: node.code ?? {}, data: node.data }
  if (!parsed.success) return <p className="inspector-page">Mend the configuration first.</p>
  const { Panel } = panel
  return (
    <Suspense fallback={null}>
      <Panel
        nodeId={id}
        properties={properties}
        state={state}
        now={now}
        read={calls.read}
        command={calls.command}
        source={source}
        edit={calls.edit}
        editData={calls.editData}
        look={calls.look}
        draw={calls.draw}
        openCode={openCode}
      />
    </Suspense>
  )
}

const tabOf = (title: string): string => title.toLowerCase()

function tabsOf(node: ScenarioNode): readonly TabEntry[] {
  const view = views[node.type] as unknown as AnyView
  const { code } = catalog[node.type].carries
  const tabs: TabEntry[] = [
    { value: 'configure', label: 'Configure', content: <Configure node={node} /> },
  ]
  if (code) {
    tabs.push({
      value: 'code',
      label: 'Code',
      content: (
        <Suspense fallback={<p className="inspector-page muted">Loading the editor…</p>}>
          <CodeEditor key={node.id} node={node} />
        </Suspense>
      ),
    })
  }
  for (const panel of view.panels ?? []) {
    if (panel.isFor?.(node.properties ?? {}) === false) continue
    tabs.push({
      value: tabOf(panel.title),
      label: panel.title,
      content: <RoomPanel node={node} panel={panel} />,
    })
  }
  tabs.push({ value: 'metrics', label: 'Metrics', content: <MetricCharts node={node.id} /> })
  if (code) tabs.push({ value: 'logs', label: 'Logs', content: <Logs node={node.id} /> })
  const { tuning }: Pick<ServiceDefinition, 'tuning'> = catalog[node.type]
  if (tuning !== undefined) {
    tabs.push({
      value: 'tuning',
      label: 'Tuning',
      content: (
        <Suspense fallback={null}>
          <TuningPanel key={node.id} node={node} tuning={tuning} />
        </Suspense>
      ),
    })
  }
  return tabs
}

/** All about one node: Configure · Code · what its room shows · Metrics · Logs. */
export function NodeInspector({ node }: { readonly node: ScenarioNode }) {
  const chosen = useView((state) => state.inspectorTab)
  const setTab = useView((state) => state.setInspectorTab)
  const tabs = tabsOf(node)
  const tab = tabs.some(({ value }) => value === chosen) ? chosen : 'configure'
  const { title } = catalog[node.type]
  return (
    <>
      <header className="inspector-head">
        <img src={views[node.type].icon} alt="" />
        <div className="inspector-name">
          <TextField
            label={`Name of this ${title}`}
            hideLabel
            value={node.name ?? node.id}
            onCommit={(name) => {
              getDocument().dispatch({ type: 'rename-node', node: node.id, name: name.trim() })
            }}
          />
        </div>
        {isVisitor(node) && (
          <Button size="small" icon="external" onClick={() => useView.getState().openSite(node.id)}>
            Open site
          </Button>
        )}
        <span className="inspector-type mono" title={`${node.type} · id ${node.id}`}>
          {node.type}
        </span>
      </header>
      <div className="inspector-body">
        <Tabs label="Inspector" value={tab} onChange={setTab} tabs={tabs} />
      </div>
    </>
  )
}
