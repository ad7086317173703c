import { after, type Instant, seconds, START } from '#kernel/time.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { SimClient, SimListeners } from '#worker/client.ts'

/** What a run beside the page's own needs. */
export interface BesideOptions {
  readonly createClient: (listeners: SimListeners) => SimClient
  readonly onSeeking: (now: Instant) => void
  readonly signal: AbortSignal
}

/** What a run without a screen does with what it hears. */
const quiet = (
  client: () => SimClient,
  told: { seeking: (now: Instant) => void; failed: (message: string) => void },
): SimListeners => ({
  // The worker may be gone by then: whoever waits for its figures hears of that.
  onFrame: ({ frame }) =>
    void client()
      .call('drawn', { frame })
      .catch(() => undefined),
  onSeeking: (now) => told.seeking(now),
  onCrash: ({ message }) => told.failed(message),
  onHung: () => told.failed('the engine does not answer any more'),
})

/**
 * Works with an engine in a worker of its own, as fast as it goes, while the page's run stands as it is; its worker ends
 * with it. Rejects where the work does, or the engine breaks down; ends early, with `'aborted'`, once `signal` aborts.
 */
export async function runBeside<T>(
  { createClient, onSeeking, signal }: BesideOptions,
  work: (client: SimClient) => Promise<T>,
): Promise<T | 'aborted'> {
  let fail: (error: Error) => void = () => undefined
  const failure = new Promise<never>((_, reject) => {
    fail = reject
  })
  const client: SimClient = createClient(
    quiet(() => client, { seeking: onSeeking, failed: (message) => fail(new Error(message)) }),
  )
  const aborted = new Promise<'aborted'>((resolve) => {
    signal.addEventListener('abort', () => resolve('aborted'), { once: true })
  })
  try {
    return await Promise.race([work(client), failure, aborted])
  } finally {
    client.dispose()
  }
}

/** Runs `scenario` from its start for that long; rejects where it cannot run. */
export async function runUntil(
  client: SimClient,
  scenario: Scenario,
  untilSeconds: number,
): Promise<void> {
  const { problems } = await client.call('load', { scenario })
  const error = problems.find(({ kind }) => kind === 'error')
  if (error !== undefined) throw new Error(`${error.path}: ${error.message}`)
  await client.call('seek', { to: after(START, seconds(untilSeconds)) })
}
