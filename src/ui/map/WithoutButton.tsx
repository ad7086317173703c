import { Button } from '#kit/Button.tsx'
import { formatPercent } from '#kit/format.ts'
import { createSimClient } from '#worker/client.ts'
import { useEffect, useRef, useState } from 'react'
import { getDocument, useDocument } from '../stores/document.ts'
import { run, useCalmRun } from '../stores/run.ts'
import type { PlaceReport } from './mapPlaces.ts'
import { measurePlaces, planWithout } from './without.ts'

/** What came of a run without it. */
export interface Without {
  /** `the CDN` */
  readonly title: string
  readonly reports: readonly PlaceReport[]
}

type Stage =
  | { readonly type: 'idle'; readonly problem: string | null }
  | { readonly type: 'running'; readonly share: number }

const IDLE: Stage = { type: 'idle', problem: null }

/** Runs the same seed once more up to now, as though the CDN were not there; tells what each place waited. */
export function WithoutButton({ onDone }: { readonly onDone: (without: Without) => void }) {
  const title = useDocument((state) => planWithout(state.scenario)?.title ?? null)
  const hasBegun = useCalmRun((state) => state.now > 0)
  const [stage, setStage] = useState<Stage>(IDLE)
  const abort = useRef<AbortController | null>(null)
  useEffect(() => () => abort.current?.abort(), [])
  if (title === null) return null

  const start = async () => {
    const plan = planWithout(getDocument().scenario)
    if (plan === null) return
    const controller = new AbortController()
    abort.current = controller
    setStage({ type: 'running', share: 0 })
    try {
      const reports = await measurePlaces(plan.scenario, run.store.getState().now / 1_000_000, {
        createClient: createSimClient,
        onProgress: (share) => setStage({ type: 'running', share }),
        signal: controller.signal,
      })
      if (reports !== 'aborted') onDone({ title: plan.title, reports })
      if (!controller.signal.aborted || abort.current === controller) setStage(IDLE)
    } catch (reason) {
      const problem = reason instanceof Error ? reason.message : String(reason)
      setStage({ type: 'idle', problem })
    }
  }
  if (stage.type === 'running') {
    return (
      <Button size="small" onClick={() => abort.current?.abort()}>
        Stop at {formatPercent(stage.share)}
      </Button>
    )
  }
  return (
    <>
      {stage.problem !== null && <span role="alert">{stage.problem}</span>}
      <Button size="small" disabled={!hasBegun} onClick={() => void start()}>
        Without {title}
      </Button>
    </>
  )
}
