import { showToast } from '#kit/showToast.ts'
import type { Choice, Lesson, LessonStep } from '#gallery/lesson.ts'
import { findChoice } from '#gallery/lesson.ts'
import { lessons } from '#gallery/lessons.ts'
import { create } from 'zustand'
import { fitView } from '../canvas/flow.ts'
import { getDocument } from '../stores/document.ts'
import { run } from '../stores/run.ts'
import { useView } from '../stores/view.ts'
import { takeMeasure } from './measure.ts'

/** A reading's value, in the order of the step's readings. */
export interface Outcome {
  readonly values: readonly number[]
  /** The choice that the run bore out. */
  readonly holds: Choice | undefined
}

export interface LessonState {
  readonly lesson: Lesson | null
  readonly step: number
  readonly predicted: Choice | null
  readonly running: boolean
  /** What the step's run came to; null before it has run. */
  readonly outcome: Outcome | null
}

/** Until the panel has taken its place and React Flow has seen it. */
const FIT_AFTER_MS = 250

const CLOSED: LessonState = {
  lesson: null,
  step: 0,
  predicted: null,
  running: false,
  outcome: null,
}

/** The lesson that is open, and how far it has come. */
export const useLesson = create<LessonState>(() => CLOSED)

const stepOf = ({ lesson, step }: LessonState): LessonStep | undefined => lesson?.steps[step]

/** Opens a lesson in a document of its own. */
export async function openLesson(id: string): Promise<void> {
  const entry = lessons.find((each) => each.id === id)
  if (entry === undefined) return
  const lesson = await entry.load()
  getDocument().open(lesson.scenario)
  useLesson.setState({ ...CLOSED, lesson })
  useView.getState().showLesson(true)
  // The canvas is narrower now: once it has been laid out, the whole graph is to be seen in it.
  setTimeout(fitView, FIT_AFTER_MS)
}

/** Leaves the lesson; its document stays. */
export const closeLesson = (): void => {
  useView.getState().showLesson(false)
  useLesson.setState(CLOSED)
}

export const predict = (predicted: Choice): void => {
  useLesson.setState({ predicted })
}

export const goToStep = (step: number): void => {
  useLesson.setState({ step, predicted: null, running: false, outcome: null })
}

/** Settles when the run has come to `until` (µs) or stands still before it. */
const reached = (until: number): Promise<void> =>
  new Promise((resolve) => {
    const stop = run.store.subscribe(({ now, status, idle }) => {
      const isBroken = status === 'crashed' || status === 'hung'
      // A frame from before the beginning may still say that nothing plays.
      const isStill = now > 0 && (status !== 'playing' || idle)
      if (now < until && !isBroken && !isStill) return
      stop()
      resolve()
    })
  })

/** Settles when the engine has broken: then no picture of what was asked for will come. */
const failed = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = run.store.subscribe(({ status }) => {
      if (status !== 'crashed' && status !== 'hung') return
      stop()
      resolve()
    })
  })

/** Settles when the screen shows the run at `instant` (µs). */
const shown = (instant: number): Promise<void> =>
  new Promise((resolve) => {
    const stop = run.onFrame(({ now }) => {
      if (now !== instant) return
      stop()
      resolve()
    })
  })

/** Puts the step's changes into the document, runs it from the beginning, and reads what came of it. */
export async function runStep(): Promise<void> {
  const step = stepOf(useLesson.getState())
  if (step === undefined) return
  useLesson.setState({ running: true, outcome: null })
  await run.pause()
  getDocument().dispatch({ type: 'batch', edits: step.edits })
  await run.reset()
  if (step.select !== undefined) {
    useView.getState().select([step.select.node])
    useView.getState().setInspectorTab(step.select.tab)
  }
  const until = step.run.seconds * 1_000_000
  await run.setSpeed(step.run.speed)
  await run.play()
  await reached(until)
  // To the very instant: what is read must not depend on how far a fast run overshot.
  await run.pause()
  const isShown = shown(until)
  await run.seek(until)
  await Promise.race([isShown, failed()])
  await run.setSpeed(1)
  if (stepOf(useLesson.getState()) !== step) return
  const { states, status } = run.store.getState()
  if (status === 'crashed' || status === 'hung') {
    useLesson.setState({ running: false })
    showToast({ title: 'The run did not come to its end', tone: 'error' })
    return
  }
  const facts = { traces: run.record.traces, states }
  const values = step.readings.map(({ measure }) => takeMeasure(facts, measure))
  useLesson.setState({
    running: false,
    outcome: { values, holds: findChoice(step.choices, values[0] ?? Number.NaN) },
  })
}
