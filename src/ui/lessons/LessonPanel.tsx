import './lessons.css'
import { Button } from '#kit/Button.tsx'
import { formatMs, formatNumber, formatShort } from '#kit/format.ts'
import { Icon } from '#kit/Icon.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import type { LessonStep, Reading } from '#gallery/lesson.ts'
import { useEffect, useRef } from 'react'
import {
  closeLesson,
  goToStep,
  type LessonState,
  predict,
  runStep,
  useLesson,
} from './lessonStore.ts'

const show = (value: number, { unit }: Reading): string => {
  if (Number.isNaN(value)) return '–'
  if (unit === 'ms') return formatMs(value)
  return unit === '' ? formatNumber(value) : `${formatShort(value)} ${unit}`
}

function Paragraphs({ of }: { readonly of: readonly string[] }) {
  return of.map((text) => <p key={text}>{text}</p>)
}

function Prediction({ step, state }: { readonly step: LessonStep; readonly state: LessonState }) {
  const { predicted, running, outcome } = state
  return (
    <fieldset disabled={running || outcome !== null}>
      <legend>{step.question}</legend>
      {step.choices.map((choice) => (
        <label key={choice.label} data-holds={outcome?.holds === choice ? '' : undefined}>
          <input
            type="radio"
            name="prediction"
            checked={predicted === choice}
            onChange={() => predict(choice)}
          />
          <span>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  )
}

function Happened({ step, state }: { readonly step: LessonStep; readonly state: LessonState }) {
  const { outcome, predicted } = state
  const section = useRef<HTMLElement>(null)
  // The answer stands below the question, which on a small screen is below the fold.
  useEffect(() => {
    if (outcome !== null) section.current?.scrollIntoView({ block: 'nearest' })
  }, [outcome])
  if (outcome === null) return null
  const isRight = outcome.holds === predicted
  return (
    <section ref={section} aria-label="What happened" role="status">
      <p className="lesson-verdict" data-right={isRight ? '' : undefined}>
        <Icon name={isRight ? 'check' : 'info'} />
        {isRight ? 'As you predicted.' : 'Not as you predicted.'}
      </p>
      <dl>
        {step.readings.map((reading, index) => (
          <div key={reading.label}>
            <dt>{reading.label}</dt>
            <dd>{show(outcome.values[index] ?? Number.NaN, reading)}</dd>
          </div>
        ))}
      </dl>
      <Paragraphs of={step.conclusion} />
      <p>
        <a href={step.rule.url} target="_blank" rel="noreferrer">
          AWS: {step.rule.label} <Icon name="external" size={12} />
        </a>
      </p>
    </section>
  )
}

/** The open lesson: a question, a run, and what it showed. */
export function LessonPanel() {
  const state = useLesson()
  const { lesson, predicted, running, outcome } = state
  const step = lesson?.steps[state.step]
  if (lesson === null || step === undefined) return null
  const isLast = state.step === lesson.steps.length - 1
  return (
    <aside className="lesson" aria-label="Lesson">
      <header>
        <span className="lesson-title">{lesson.title}</span>
        <IconButton label="Leave the lesson" icon="close" size="small" onClick={closeLesson} />
      </header>
      <div className="lesson-body">
        <p className="lesson-step">
          Step {state.step + 1} of {lesson.steps.length}
        </p>
        <h2>{step.title}</h2>
        <Paragraphs of={step.text} />
        <Prediction step={step} state={state} />
        {outcome === null && (
          <Button
            variant="primary"
            icon="play"
            disabled={predicted === null || running}
            onClick={() => void runStep()}
          >
            {running ? 'Running…' : 'Run'}
          </Button>
        )}
        <Happened step={step} state={state} />
      </div>
      <footer>
        <Button
          icon="chevronLeft"
          disabled={state.step === 0 || running}
          onClick={() => goToStep(state.step - 1)}
        >
          Back
        </Button>
        {outcome !== null && !isLast && (
          <Button variant="primary" onClick={() => goToStep(state.step + 1)}>
            Next step
          </Button>
        )}
        {outcome !== null && isLast && (
          <Button variant="primary" onClick={closeLesson}>
            Finish
          </Button>
        )}
      </footer>
    </aside>
  )
}
