import type { Mark } from '../stores/marks.ts'
import { lookOf, type MarkLook } from './marks.ts'
import { readToken } from './tokens.ts'

/** All that the scrubber shows; instants in µs. */
export interface ScrubberPicture {
  readonly width: number
  readonly height: number
  readonly horizon: number
  readonly reached: number
  readonly marks: readonly Mark[]
  /** How much went on in stretches of `each` µs: where they begin, and values in step. A stretch without any is not told. */
  readonly activity: {
    readonly each: number
    readonly at: readonly number[]
    readonly value: readonly number[]
  }
}

const MARK_PX = 3.5

function drawShape(pen: CanvasRenderingContext2D, shape: MarkLook['shape'], x: number, y: number) {
  pen.beginPath()
  switch (shape) {
    case 'square':
      pen.rect(x - 2.5, y - 2.5, 5, 5)
      break
    case 'diamond':
      pen.moveTo(x, y - MARK_PX)
      pen.lineTo(x + MARK_PX, y)
      pen.lineTo(x, y + MARK_PX)
      pen.lineTo(x - MARK_PX, y)
      break
    case 'triangle':
      pen.moveTo(x, y - MARK_PX)
      pen.lineTo(x + MARK_PX, y + 3)
      pen.lineTo(x - MARK_PX, y + 3)
      break
    case 'circle':
      pen.arc(x, y, 2.5, 0, 7)
      break
    case 'bar':
      pen.rect(x - 0.75, 0, 1.5, y + 3)
      break
  }
  pen.fill()
}

function drawActivity(pen: CanvasRenderingContext2D, picture: ScrubberPicture, ground: number) {
  const { at, value, each } = picture.activity
  const top = value.reduce((highest, one) => Math.max(highest, one), 0)
  if (top <= 0) return
  const toX = (instant: number) => (instant / picture.horizon) * picture.width
  for (const [index, instant] of at.entries()) {
    const left = toX(instant)
    const tall = ((value[index] ?? 0) / top) * (ground - 3)
    pen.fillRect(left, ground - tall, toX(instant + each) - left, tall)
  }
}

/** Kinds stand in lanes of their own, so that a throttle storm does not hide a cold start. */
const laneOf = (shape: MarkLook['shape'], height: number): number => {
  if (shape === 'square') return height - 6
  return shape === 'triangle' ? 6 : height / 2
}

/** Paints the track, what went on and the marks. The playhead is an element of its own. */
export function drawScrubber(pen: CanvasRenderingContext2D, picture: ScrubberPicture): void {
  const { width, height, horizon, reached, marks } = picture
  pen.clearRect(0, 0, width, height)
  pen.fillStyle = readToken('--line-soft')
  pen.fillRect(0, height - 2, width, 2)
  pen.fillStyle = readToken('--track')
  drawActivity(pen, picture, height - 2)
  pen.fillStyle = readToken('--faint')
  pen.fillRect(0, height - 2, (reached / horizon) * width, 2)
  let colour = ''
  // One drawn mark per kind and pixel is all that can be seen.
  const taken = new Set<string>()
  for (const mark of marks) {
    const look = lookOf(mark.mark)
    const x = Math.round((mark.at / horizon) * width)
    const place = `${look.shape}${x}`
    if (taken.has(place)) continue
    taken.add(place)
    if (look.colour !== colour) {
      colour = look.colour
      pen.fillStyle = readToken(colour)
    }
    drawShape(pen, look.shape, x, laneOf(look.shape, height))
  }
}
