import { useLayoutEffect, useRef } from 'react'
import { type Palette, usePalette } from './palette.ts'

export interface DrawingProps {
  /** CSS px. */
  readonly width: number
  readonly height: number
  /** What it shows, in words, for those who do not see it; empty where words beside it say it already. */
  readonly label: string
  /** Draws everything anew; coordinates are CSS px, the ground is clear. */
  readonly draw: (context: CanvasRenderingContext2D, palette: Palette) => void
}

/** A small picture drawn on a canvas, sharp on any screen, in the theme's colours. */
export function Drawing({ width, height, label, draw }: DrawingProps) {
  const ref = useRef<HTMLCanvasElement>(null)
  const palette = usePalette()
  // Nodes are zoomed, so the picture holds twice the screen's own dots.
  const ratio = Math.min(4, 2 * (globalThis.devicePixelRatio || 1))
  useLayoutEffect(() => {
    const context = ref.current?.getContext('2d') ?? null
    if (context === null) return
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, width, height)
    draw(context, palette)
  })
  return (
    <canvas
      ref={ref}
      {...(label === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
      width={width * ratio}
      height={height * ratio}
      style={{ display: 'block', width, height }}
    />
  )
}
