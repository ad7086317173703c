/** The calendar time at which every run begins, in ms since the epoch: 2026-01-01, as the kernel has it. */
const EPOCH_MS = 1_767_225_600_000

/** Epoch ms of an instant of the run, in µs. */
export const toEpochMs = (now: number): number => EPOCH_MS + now / 1_000

const two = (n: number): string => String(n).padStart(2, '0')

/** `2026-01-01 00:00:07`, UTC: a run's time is nobody's local time. */
export function formatTime(epochMs: number): string {
  const date = new Date(epochMs)
  const day = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
}
