declare const unit: unique symbol

/** A point of virtual time: whole microseconds since the run began, so sums are exact on every engine. */
export type Instant = number & { readonly [unit]: 'Instant' }

/** A span of virtual time in whole microseconds; never negative. */
export type Duration = number & { readonly [unit]: 'Duration' }

/** The instant at which every run begins. */
export const START = 0 as Instant

/** No time at all. */
export const ZERO = 0 as Duration

/** Rounds `n` microseconds to a whole `Duration`; anything below zero is zero. */
export const us = (n: number): Duration => Math.max(0, Math.round(n)) as Duration
/** `n` milliseconds. */
export const ms = (n: number): Duration => us(n * 1_000)
/** `n` seconds. */
export const seconds = (n: number): Duration => us(n * 1_000_000)
/** `n` minutes. */
export const minutes = (n: number): Duration => seconds(n * 60)

/** The instant `delay` after `from`. */
export const after = (from: Instant, delay: Duration): Instant => (from + delay) as Instant
/** How long after `earlier` it is at `later`; zero when it is not. */
export const between = (earlier: Instant, later: Instant): Duration =>
  Math.max(0, later - earlier) as Duration
/** The sum of durations. */
export const plus = (...parts: readonly Duration[]): Duration =>
  parts.reduce<number>((sum, part) => sum + part, 0) as Duration

/** Milliseconds, with the microseconds as a fraction: what AWS's logs and metrics print. */
export const toMs = (time: Instant | Duration): number => time / 1_000
/** Seconds, with the microseconds as a fraction. */
export const toSeconds = (time: Instant | Duration): number => time / 1_000_000

/**
 * The calendar time of `START`, in milliseconds since the Unix epoch: 2026-01-01T00:00:00Z.
 * Fixed, because a run must not depend on the day it is run.
 */
export const EPOCH_MS = 1_767_225_600_000

/** The simulated calendar time at `at`, in whole milliseconds since the Unix epoch (what `Date.now()` answers). */
export const toEpochMs = (at: Instant): number => EPOCH_MS + Math.floor(at / 1_000)
