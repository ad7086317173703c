import type { ScenarioEdit } from '#scenario/edit.ts'
import type { Scenario } from '#scenario/schema.ts'

/** A number that a run has produced, and how it is read from what was recorded. */
export type Measure =
  /** Whole requests, as the client's root span times them; ms, but for `count`. */
  | {
      readonly of: 'requests'
      readonly which: 'all' | 'cold' | 'warm' | 'failed'
      readonly stat: 'count' | 'median' | 'max'
      /** The node that began them; absent: any. */
      readonly node?: string
    }
  /** Spans of that name within the requests: `Init`, `Handler`; ms. */
  | { readonly of: 'spans'; readonly name: string; readonly stat: 'median' | 'max' }
  /** A number in what a node shows of itself: `['coldStarts']`. */
  | { readonly of: 'state'; readonly node: string; readonly path: readonly string[] }
  | { readonly of: 'ratio'; readonly over: Measure; readonly under: Measure }

/** A measure with its name. */
export interface Reading {
  readonly label: string
  readonly unit: 'ms' | '×' | ''
  readonly measure: Measure
}

/** An answer that one may predict: it holds where the step's first reading is at least `from` and below `below`. */
export interface Choice {
  readonly label: string
  readonly from: number
  readonly below: number
}

/** One step: a question, a run that answers it, and what the answer means. */
export interface LessonStep {
  readonly title: string
  /** Paragraphs; `code` between back-ticks. */
  readonly text: readonly string[]
  /** Changes that the step makes to the document before it runs. */
  readonly edits: readonly ScenarioEdit[]
  readonly question: string
  /** They cover every value, and no two hold at once. */
  readonly choices: readonly Choice[]
  /** Until when it runs, in seconds of virtual time, and how fast. */
  readonly run: { readonly seconds: number; readonly speed: number }
  /** The first decides which choice holds. */
  readonly readings: readonly Reading[]
  readonly conclusion: readonly string[]
  readonly rule: { readonly label: string; readonly url: string }
  /** What to look at while it runs. */
  readonly select?: { readonly node: string; readonly tab: string }
}

/** A guided lesson: predict, run, explain. */
export interface Lesson {
  readonly id: string
  readonly title: string
  readonly scenario: Scenario
  readonly steps: readonly LessonStep[]
}

/** Which of `choices` holds for a value; undefined where there is none. */
export const findChoice = (choices: readonly Choice[], value: number): Choice | undefined =>
  choices.find(({ from, below }) => value >= from && value < below)
