import 'react'

declare module 'react' {
  /** CSS variables may be set by a `style`. */
  interface CSSProperties {
    [variable: `--${string}`]: string | number | undefined
  }
}
