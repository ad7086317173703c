import './popup.css'
import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'
import { Kbd } from './Kbd.tsx'

export interface TooltipProps {
  readonly content: ReactNode
  readonly shortcut?: string | undefined
  readonly side?: 'top' | 'bottom' | 'left' | 'right'
  /** The element it explains; it must have an accessible name of its own. */
  readonly children: ReactElement<Record<string, unknown>>
}

/** A short text beside what is hovered or focused. Wrap the app once in `TooltipProvider`. */
export function Tooltip({ content, shortcut, side = 'bottom', children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner className="kit-positioner" side={side} sideOffset={6}>
          <Base.Popup className="kit-tooltip">
            {content}
            {shortcut !== undefined && <Kbd>{shortcut}</Kbd>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** Lets neighbouring tooltips open at once after the first. */
export function TooltipProvider({ children }: { readonly children: ReactNode }) {
  return <Base.Provider delay={500}>{children}</Base.Provider>
}
