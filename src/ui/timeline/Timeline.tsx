import './Timeline.css'
import { useEffect, useMemo, useState } from 'react'
import { Button } from '#kit/Button.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { Menu, type MenuEntry } from '#kit/Menu.tsx'
import { showToast } from '#kit/showToast.ts'
import { Tooltip } from '#kit/Tooltip.tsx'
import type { Speed } from '#worker/protocol.ts'
import { useDocument } from '../stores/document.ts'
import { useLive } from '../stores/live.ts'
import { run, useCalmRun, useRun } from '../stores/run.ts'
import { formatClock, formatDuration, formatNumber, formatSpeed } from './clock.ts'
import { JUMPS, jumpTo } from './jump.ts'
import { Scrubber } from './Scrubber.tsx'

const SPEEDS: readonly Speed[] = [0.001, 0.01, 0.02, 0.1, 0.25, 0.5, 1, 2, 5, 10, 100, 1_000, 'max']

/** A re-run is shown once it takes longer than this, ms. */
const PROGRESS_AFTER_MS = 300
/** A hash that changes in each frame cannot be read, ms. */
const HASH_EVERY_MS = 500
/** Below this share of the chosen speed the reached one is shown. */
const LAG_SHARE = 0.9

const detailOf = (speed: Speed): string => {
  if (speed === 'max') return 'as fast as possible'
  if (speed === 1) return 'real time'
  return speed < 1
    ? `1 ms takes ${formatDuration(1_000 / speed)}`
    : `1 s shows ${formatNumber(speed)} s`
}

function Transport() {
  const status = useRun((state) => state.status)
  const idle = useRun((state) => state.idle)
  const playing = status === 'playing'
  const broken = status === 'crashed' || status === 'hung'
  return (
    <div className="timeline-group" role="group" aria-label="Playback">
      <IconButton
        label="Reset"
        icon="reset"
        variant="plain"
        tooltipSide="top"
        onClick={() => void run.reset()}
      />
      <IconButton
        label={playing ? 'Pause' : 'Play'}
        icon={playing ? 'pause' : 'play'}
        variant="primary"
        shortcut="Space"
        tooltipSide="top"
        disabled={broken || status === 'loading'}
        onClick={() => void (playing ? run.pause() : run.play())}
      />
      <IconButton
        label="Step one event"
        icon="step"
        shortcut="."
        variant="plain"
        tooltipSide="top"
        disabled={broken || playing || status === 'loading' || idle}
        onClick={() => void run.step()}
      />
    </div>
  )
}

function SpeedMenu() {
  const speed = useRun((state) => state.speed)
  const entries: MenuEntry[] = SPEEDS.map((each) => ({
    label: formatSpeed(each),
    detail: detailOf(each),
    checked: each === speed,
    onSelect: () => void run.setSpeed(each),
  }))
  return (
    <Menu
      side="top"
      entries={entries}
      trigger={
        <Button aria-label={`Speed ${formatSpeed(speed)}`}>
          <span className="mono timeline-speed">{formatSpeed(speed)}</span>
        </Button>
      }
    />
  )
}

/** How fast the clock really goes, where that is not what was asked for. */
function Pace() {
  const speed = useRun((state) => state.speed)
  const slow = useRun((state) => state.slowMotion)
  const playing = useRun((state) => state.status === 'playing')
  const reached = useRun((state) => state.reachedSpeed)
  const busy = useRun((state) => state.busy)
  if (busy) {
    return (
      <Tooltip
        content="A handler is at work on a long computation; it is cut at its time-out"
        side="top"
      >
        <span className="timeline-note" tabIndex={0} role="status">
          computing…
        </span>
      </Tooltip>
    )
  }
  if (slow) return <span className="timeline-note">slow motion</span>
  const lags = playing && reached > 0 && (speed === 'max' || reached < speed * LAG_SHARE)
  if (!lags) return null
  return (
    <Tooltip content="The speed that this machine really reaches" side="top">
      <span className="timeline-note mono" tabIndex={0} aria-label="Reached speed">
        {formatNumber(reached)}× reached
      </span>
    </Tooltip>
  )
}

function Clock() {
  const now = useCalmRun((state) => state.now)
  return (
    <div className="timeline-time">
      <div className="timeline-clock mono" role="timer" aria-label="Virtual clock">
        {formatClock(now)}
      </div>
      <Pace />
    </div>
  )
}

/** What stands over the scrubber while it cannot be used, or has something to say. */
function RunNotice() {
  const status = useRun((state) => state.status)
  const crash = useRun((state) => state.crash)
  const seeking = useRun((state) => state.seeking)
  const [late, setLate] = useState(false)
  const active = seeking !== null
  useEffect(() => {
    if (!active) return undefined
    const timer = setTimeout(() => setLate(true), PROGRESS_AFTER_MS)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [active])
  if (status === 'hung' || status === 'crashed') {
    const text =
      crash === null
        ? 'The simulation does not answer.'
        : `The simulation stopped at ${formatClock(crash.at)}: ${crash.message} (seed ${crash.seed})`
    return (
      <div className="timeline-notice" data-tone="error" role="alert">
        <span>{text}</span>
        <Button size="small" onClick={() => void run.restart()}>
          Restart
        </Button>
      </div>
    )
  }
  if (seeking === null || !late) return null
  const share = Math.max(0, Math.min(1, (seeking.now - seeking.from) / (seeking.to - seeking.from)))
  return (
    <div className="timeline-notice" role="status">
      <span>Re-running to {formatClock(seeking.to)}</span>
      <progress max={1} value={Number.isFinite(share) ? share : 0} aria-label="Seek progress" />
    </div>
  )
}

/** After a seek to before an edit the document is ahead of what is shown: says so, and how it goes on. */
function EditsAhead() {
  const version = useLive(run.record.marks)
  const now = useCalmRun((state) => state.now)
  const edits = useMemo(
    () => run.record.marks.all.filter(({ mark }) => mark === 'edit'),
    // oxlint-disable-next-line react/exhaustive-deps -- the version stands for the marks
    [version],
  )
  const ahead = edits.filter(({ at }) => at > now)
  const [next] = ahead
  if (next === undefined) return null
  const count = ahead.length === 1 ? '1 edit' : `${ahead.length} edits`
  return (
    <Tooltip
      side="top"
      content={`This instant is shown as it ran, before what you changed at ${formatClock(next.at)}; forms and code show the document after it. Playing on repeats the edits at their times; a new edit here brings them forward to now.`}
    >
      <button
        type="button"
        className="timeline-ahead"
        onClick={() => void run.seek(ahead.at(-1)?.at ?? next.at)}
      >
        {count} ahead
      </button>
    </Tooltip>
  )
}

function JumpMenu() {
  const entries: MenuEntry[] = JUMPS.map((jump) => ({
    label: jump.label,
    onSelect: () => void jumpTo(jump),
  }))
  return (
    <Menu
      side="top"
      align="end"
      entries={entries}
      trigger={
        <Button aria-label="Jump to" icon="chevronUp">
          Jump to
        </Button>
      }
    />
  )
}

function HashChip() {
  const seed = useDocument((state) => state.scenario.seed)
  const hash = useCalmRun((state) => state.traceHash, HASH_EVERY_MS)
  const short = hash === '' ? '–' : `${hash.slice(0, 4)}…${hash.slice(-4)}`
  const copy = () => {
    const { now, traceHash } = run.store.getState()
    const text = `seed ${seed}, trace hash ${traceHash} at ${formatClock(now)}`
    void navigator.clipboard.writeText(text).then(
      () => showToast({ title: 'Copied', description: text, tone: 'success' }),
      () => showToast({ title: 'Could not copy', description: text, tone: 'warning' }),
    )
  }
  return (
    <Tooltip
      side="top"
      content="Same document and seed: same events, same hash, on every machine. Click to copy."
    >
      <button type="button" className="timeline-hash mono" onClick={copy} data-hash={hash}>
        seed {seed} · hash {short}
      </button>
    </Tooltip>
  )
}

/** Playback: transport, speed, the virtual clock, the scrubber, what proves the run. */
export function Timeline() {
  return (
    <section className="timeline" aria-label="Timeline">
      <Transport />
      <SpeedMenu />
      <Clock />
      <div className="timeline-scrub">
        <Scrubber />
        <RunNotice />
      </div>
      <EditsAhead />
      <span className="timeline-jump">
        <JumpMenu />
      </span>
      <HashChip />
    </section>
  )
}
