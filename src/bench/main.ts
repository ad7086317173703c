import type { Bench, Figure } from './figure.ts'
import { handlerBenches } from './handlers.ts'
import { kernelBench, recorderBench } from './kernel.ts'

/** What is measured: one line for each group. */
const benches: readonly Bench[] = [kernelBench, recorderBench, ...handlerBenches]

const formatSpeed = (perSecond: number): string =>
  perSecond >= 1e6
    ? `${(perSecond / 1e6).toFixed(2)} M/s`
    : `${(perSecond / 1e3).toFixed(perSecond < 1e4 ? 2 : 0)} k/s`

const isTooSlow = ({ ratio, ratioMin }: Figure): boolean =>
  ratio !== null && ratioMin !== null && !(ratio >= ratioMin)

const formatFigure = (figure: Figure): string => {
  const { name, perSecond, ratio, ratioMin } = figure
  const bound = ratioMin === null ? '' : `  (at least ${ratioMin.toFixed(2)})`
  const share = ratio === null ? '' : `  ${ratio.toFixed(2)}${bound}`
  const verdict = isTooSlow(figure) ? '  TOO SLOW' : ''
  return `  ${name.padEnd(32)}${formatSpeed(perSecond).padStart(12)}${share}${verdict}`
}

let slow = 0
for (const { title, run } of benches) {
  console.log(title)
  // One after the other, or they would measure each other.
  // oxlint-disable-next-line no-await-in-loop
  const figures = await run()
  for (const figure of figures) console.log(formatFigure(figure))
  slow += figures.filter(isTooSlow).length
}
process.exitCode = slow > 0 ? 1 : 0
