import type { Cancel } from '#kernel/process.ts'
import { EPOCH_MS, ms, toEpochMs } from '#kernel/time.ts'
import type { ServiceContext } from '../service.ts'
import { type Bucket, writingTo } from './bucket.ts'
import type { s3Definition } from './definition.ts'
import type { ObjectEvent } from './actions/action.ts'
import { type LifecycleStep, nextMidnight, planLifecycle } from './lifecycle.ts'

type Context = ServiceContext<typeof s3Definition>

/** Runs a bucket's rules at midnight. */
export interface LifecycleClock {
  /** Rules, or what they are about, may have changed. */
  tend(): void
}

/** Creates the clock of one bucket. It ticks only while there is something that a rule may concern. */
export function createLifecycleClock(
  ctx: Context,
  bucket: Bucket,
  of: { readonly createVersionId: () => string; readonly happened: (event: ObjectEvent) => void },
): LifecycleClock {
  let cancel: Cancel | null = null
  const { store, uploads } = bucket

  const expire = (key: string, nowMs: number): void => {
    const { removed, marker } = store.delete(key, writingTo(bucket, nowMs, of.createVersionId))
    of.happened(
      marker === null
        ? { name: 'LifecycleExpiration:Delete', key, version: removed }
        : { name: 'LifecycleExpiration:DeleteMarkerCreated', key, version: marker },
    )
  }

  const act = (step: LifecycleStep, nowMs: number): void => {
    switch (step.type) {
      case 'expire':
        expire(step.key, nowMs)
        return
      case 'remove': {
        const { key, versionId } = step.version
        store.removeVersion(key, versionId, nowMs)
        of.happened({ name: 'LifecycleExpiration:Delete', key, version: step.version })
        return
      }
      case 'transition':
        store.reclass(step.version, step.to)
        of.happened({ name: 'LifecycleTransition', key: step.version.key, version: step.version })
        return
      case 'abort':
        uploads.delete(step.uploadId)
    }
  }

  const run = (): void => {
    cancel = null
    const nowMs = toEpochMs(ctx.now)
    const steps = planLifecycle(bucket, nowMs)
    for (const step of steps) act(step, nowMs)
    if (steps.length > 0) {
      const detail = `lifecycle: ${steps.length} ${steps.length === 1 ? 'action' : 'actions'}`
      ctx.record({ type: 'mark', trace: null, mark: 'lifecycle', detail })
    }
    tend()
  }

  function tend(): void {
    const isIdle = bucket.settings.lifecycle.length === 0 || store.versions + uploads.size === 0
    if (isIdle || cancel !== null) return
    const nowMs = toEpochMs(ctx.now)
    const sinceStart = nextMidnight(nowMs) - EPOCH_MS
    cancel = ctx.schedule(ms(sinceStart - ctx.now / 1_000), run)
  }

  return { tend }
}
