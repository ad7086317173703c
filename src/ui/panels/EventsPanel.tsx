import './panels.css'
import { useMemo } from 'react'
import { useLive } from '../stores/live.ts'
import type { StoryEvent } from '../stores/record.ts'
import { run } from '../stores/run.ts'
import { formatClock } from '../timeline/clock.ts'
import { useCast } from './names.ts'
import { type Cast, narrate, type Step } from './narrate.ts'
import { VirtualList } from './VirtualList.tsx'

const ROW_PX = 22
/** So many of the last events are told; more than that nobody reads. */
const TOLD_MAX = 1_000
const SHAPES: Readonly<Record<Step['tone'], string>> = {
  plain: '·',
  ok: '●',
  cold: '■',
  throttle: '◆',
  error: '△',
  fault: '▲',
}

interface Told {
  readonly event: StoryEvent
  readonly step: Step
}

function tell(cast: Cast): readonly Told[] {
  const told: Told[] = []
  run.record.story.events.backwards((event) => {
    const step = narrate(event, cast)
    if (step !== null) told.push({ event, step })
    return told.length < TOLD_MAX
  })
  return told.reverse()
}

/** What happens, step by step and in words. */
export function EventsPanel() {
  const version = useLive(run.record.story.live, 200)
  const cast = useCast()
  // oxlint-disable-next-line react/exhaustive-deps -- the version stands for the record
  const told = useMemo(() => tell(cast), [version, cast])
  return (
    <div className="panel">
      <VirtualList
        label="Events"
        role="log"
        follow
        count={told.length}
        heightOf={() => ROW_PX}
        renderRow={(index) => {
          const each = told[index]
          if (each === undefined) return null
          const { event, step } = each
          return (
            <div className="story-row" title={step.text}>
              <span className="log-time mono">{formatClock(event.at)}</span>
              <span className={`tone-${step.tone}`} aria-hidden="true">
                {SHAPES[step.tone]}
              </span>
              <span>{step.text}</span>
            </div>
          )
        }}
        empty={
          <>
            <strong>Nothing has happened yet</strong>
            <span>
              Send one request from a client, or step event by event, and read along here.
            </span>
          </>
        }
      />
    </div>
  )
}
