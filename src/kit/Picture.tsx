import { drawPicture, type Pen } from './picturePen.ts'

/**
 * A small live picture in the theme's colours, sharp at any zoom. Not a canvas: browsers give each canvas a layer of its
 * own, and everything above it another, which for fifty nodes costs more than all else in a frame.
 */
export function Picture(props: {
  /** CSS px. */
  readonly width: number
  readonly height: number
  /** What it shows, in words, for those who do not see it; empty where words beside it say it already. */
  readonly label: string
  readonly draw: (pen: Pen) => void
}) {
  const { width, height, label } = props
  return (
    <svg
      {...(label === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
      width={width}
      height={height}
      style={{ display: 'block' }}
    >
      {drawPicture(props.draw).map(({ token, alpha, kind, path }) =>
        kind === 'fill' ? (
          <path
            key={`${token} ${alpha}`}
            d={path}
            style={{ fill: `var(--${token})`, opacity: alpha }}
          />
        ) : (
          <path
            key={`line ${token}`}
            d={path}
            fill="none"
            strokeWidth={1.5}
            style={{ stroke: `var(--${token})` }}
          />
        ),
      )}
    </svg>
  )
}
