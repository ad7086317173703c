import '#cli/tuneV8.ts'
import { cdnBench } from './cdn.ts'
import { crudBench } from './crud.ts'
import { environmentBench } from './environments.ts'
import { dynamodbBench } from './dynamodb.ts'
import type { Bench, Line } from './figure.ts'
import { handlerBenches } from './handlers.ts'
import { kernelBench, recorderBench } from './kernel.ts'

/** What is measured: one line for each group. */
const benches: readonly Bench[] = [
  // First: it looks at the memory of the process.
  environmentBench,
  kernelBench,
  recorderBench,
  ...handlerBenches,
  crudBench,
  cdnBench,
  // Last: it fills the memory.
  dynamodbBench,
]

const formatSpeed = (perSecond: number): string =>
  perSecond >= 1e6
    ? `${(perSecond / 1e6).toFixed(2)} M/s`
    : `${(perSecond / 1e3).toFixed(perSecond < 1e4 ? 2 : 0)} k/s`

const isMissed = (line: Line): boolean =>
  'unit' in line
    ? line.valueMax !== null && !(line.value <= line.valueMax)
    : (line.ratio !== null && line.ratioMin !== null && !(line.ratio >= line.ratioMin)) ||
      (line.perSecondMin !== undefined && !(line.perSecond >= line.perSecondMin))

function formatLine(line: Line): string {
  const verdict = isMissed(line) ? '  MISSED' : ''
  const name = `  ${line.name.padEnd(32)}`
  if ('unit' in line) {
    const { value, unit, valueMax } = line
    const bound = valueMax === null ? '' : `  (at most ${valueMax})`
    return `${name}${`${value.toFixed(unit === 'ms' || unit === 'µs' ? 2 : 0)} ${unit}`.padStart(12)}${bound}${verdict}`
  }
  const { perSecond, ratio, ratioMin } = line
  const bound = ratioMin === null ? '' : `  (at least ${ratioMin.toFixed(2)})`
  const share = ratio === null ? '' : `  ${ratio.toFixed(2)}${bound}`
  return `${name}${formatSpeed(perSecond).padStart(12)}${share}${verdict}`
}

let missed = 0
for (const { title, run } of benches) {
  console.log(title)
  // One after the other, or they would measure each other.
  // oxlint-disable-next-line no-await-in-loop
  const lines = await run()
  for (const line of lines) console.log(formatLine(line))
  missed += lines.filter(isMissed).length
}
process.exitCode = missed > 0 ? 1 : 0
