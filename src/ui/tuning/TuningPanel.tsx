import './tuning.css'
import { Button } from '#kit/Button.tsx'
import { NumberField } from '#kit/NumberField.tsx'
import { TextField } from '#kit/TextField.tsx'
import { findLoadEnd } from '#scenario/loadEnd.ts'
import type { ScenarioNode } from '#scenario/schema.ts'
import { catalog } from '#services/catalog.ts'
import type { TuningDefinition } from '#services/definition.ts'
import {
  findBest,
  readValues,
  SECONDS_DEFAULT_MAX,
  type TuningPoint,
  VALUES_MAX,
} from '#services/tuning.ts'
import { createSimClient } from '#worker/client.ts'
import { useEffect, useRef, useState } from 'react'
import * as z from 'zod/mini'
import { formatUsd } from '../panels/bill.ts'
import { getDocument } from '../stores/document.ts'
import { useView } from '../stores/view.ts'
import { formatNumber } from '../timeline/clock.ts'
import { tune, type TuningProgress } from './tune.ts'
import { TuningChart } from './TuningChart.tsx'

const SECONDS_MAX = 3_600

type Stage =
  | { readonly type: 'before' }
  | ({ readonly type: 'running' } & TuningProgress)
  | { readonly type: 'done'; readonly points: readonly TuningPoint[] }
  | { readonly type: 'failed'; readonly message: string; readonly points: readonly TuningPoint[] }

const NO_POINTS: readonly TuningPoint[] = []

const messageOf = (reason: unknown): string =>
  typeof reason === 'object' && reason !== null && 'message' in reason
    ? String(reason.message)
    : String(reason)

/** What is set now, by default or by the document; null where the configuration is broken. */
function presentValue(node: ScenarioNode, property: string): number | null {
  const schema: z.ZodMiniType = catalog[node.type].properties
  const parsed = z.safeParse(schema, node.properties ?? {})
  const properties = parsed.success ? (parsed.data as Readonly<Record<string, unknown>>) : {}
  const value = properties[property]
  return typeof value === 'number' ? value : null
}

/** Starts and stops the runs; they end with the panel. */
function useTuning(node: ScenarioNode, tuning: TuningDefinition) {
  const [stage, setStage] = useState<Stage>({ type: 'before' })
  const abort = useRef<AbortController | null>(null)
  useEffect(() => () => abort.current?.abort(), [])
  const start = async (values: readonly number[], untilSeconds: number) => {
    abort.current?.abort()
    const controller = new AbortController()
    abort.current = controller
    const isCurrent = () => abort.current === controller
    let points: readonly TuningPoint[] = NO_POINTS
    setStage({ type: 'running', points, share: 0 })
    try {
      const { scenario } = getDocument()
      points = await tune(
        { scenario, node: node.id, tuning, values, untilSeconds },
        {
          createClient: createSimClient,
          signal: controller.signal,
          onProgress: (progress) => {
            points = progress.points
            if (isCurrent() && !controller.signal.aborted) {
              setStage({ type: 'running', ...progress })
            }
          },
        },
      )
      if (isCurrent()) setStage({ type: 'done', points })
    } catch (reason) {
      if (isCurrent()) setStage({ type: 'failed', message: messageOf(reason), points })
    }
  }
  return { stage, start, stop: () => abort.current?.abort() }
}

function Marks({ value, best }: { value: number; best: ReturnType<typeof findBest> }) {
  const marks = [
    best?.fastest === value ? 'fastest' : null,
    best?.cheapest === value ? 'cheapest' : null,
    best?.balanced === value ? 'balanced' : null,
  ].filter((mark) => mark !== null)
  return marks.map((mark) => (
    <span key={mark} className="tuning-mark" data-mark={mark}>
      {mark}
    </span>
  ))
}

function Results(props: {
  readonly points: readonly TuningPoint[]
  readonly tuning: TuningDefinition
  readonly present: number | null
  readonly onUse: (value: number) => void
}) {
  const { points, tuning, present, onUse } = props
  const best = points.length > 1 ? findBest(points) : null
  return (
    <table className="tuning-table" aria-label="Results">
      <thead>
        <tr>
          <th scope="col">{tuning.unit}</th>
          <th scope="col">mean</th>
          <th scope="col">p95</th>
          <th scope="col">$ / million</th>
          <th scope="col" aria-label="Marks" />
        </tr>
      </thead>
      <tbody>
        {points.map((point) => (
          <tr key={point.value} title={`${formatNumber(point.count)} invocations`}>
            <th scope="row">{formatNumber(point.value)}</th>
            <td>{formatNumber(point.meanMs)} ms</td>
            <td>{formatNumber(point.p95Ms)} ms</td>
            <td>{formatUsd(point.usdPerMillion)}</td>
            <td className="tuning-marks">
              <Marks value={point.value} best={best} />
              {point.value === present ? (
                <span className="tuning-mark">in use</span>
              ) : (
                <Button
                  size="small"
                  variant="quiet"
                  aria-label={`Use ${point.value} ${tuning.unit}`}
                  onClick={() => onUse(point.value)}
                >
                  Use
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Lead({ node, tuning }: { node: ScenarioNode; tuning: TuningDefinition }) {
  const snapshots = node.properties?.[tuning.snapshots?.list ?? '']
  return (
    <p className="inspector-lead">
      Runs this document with the same seed once for each size, apart from the run on the canvas.
      {Array.isArray(snapshots) &&
        snapshots.length > 0 &&
        ' Published versions run with it, too; what you choose is set for the next one to be published.'}
    </p>
  )
}

/** Power tuning: the same load and seed over several values of a property, and what each costs and takes. */
export function TuningPanel({
  node,
  tuning,
}: {
  readonly node: ScenarioNode
  readonly tuning: TuningDefinition
}) {
  const [text, setText] = useState(tuning.values.join(', '))
  const [seconds, setSeconds] = useState(() =>
    Math.max(1, Math.min(SECONDS_DEFAULT_MAX, findLoadEnd(getDocument().scenario).seconds)),
  )
  // A chart has its colours from when it was drawn.
  const theme = useView((state) => state.theme)
  const { stage, start, stop } = useTuning(node, tuning)
  const values = readValues(text, tuning)
  const points = stage.type === 'before' ? NO_POINTS : stage.points
  const used = presentValue(node, tuning.property)
  const use = (value: number) => {
    const properties = { ...node.properties, [tuning.property]: value }
    getDocument().dispatch({ type: 'set-properties', node: node.id, properties })
  }
  return (
    <div className="inspector-page tuning">
      <Lead node={node} tuning={tuning} />
      <TextField
        label={`${tuning.title} sizes, ${tuning.unit}`}
        value={text}
        onChange={setText}
        mono
        error={'error' in values ? values.error : null}
        help={`Up to ${VALUES_MAX} values between ${tuning.min} and ${tuning.max}.`}
      />
      <div className="tuning-bar">
        <NumberField
          label="Load for"
          unit="s"
          value={seconds}
          min={1}
          max={SECONDS_MAX}
          integer
          onCommit={(value) => setSeconds(value ?? SECONDS_DEFAULT_MAX)}
        />
        {stage.type === 'running' ? (
          <Button onClick={stop}>Stop</Button>
        ) : (
          <Button
            variant="primary"
            disabled={'error' in values}
            onClick={() => {
              if ('values' in values) void start(values.values, seconds)
            }}
          >
            Run
          </Button>
        )}
      </div>
      {stage.type === 'running' && (
        <progress className="tuning-progress" value={stage.share} max={1} aria-label="Progress" />
      )}
      {stage.type === 'failed' && (
        <p className="tone-fault" role="alert">
          {stage.message}
        </p>
      )}
      {points.length > 0 && (
        <>
          <TuningChart key={theme} points={points} unit={tuning.title} />
          <Results points={points} tuning={tuning} present={used} onUse={use} />
        </>
      )}
    </div>
  )
}
