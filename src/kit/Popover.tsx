import './popup.css'
import { Popover as Base } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'

export interface PopoverProps {
  readonly trigger: ReactElement<Record<string, unknown>>
  /** The popover's accessible name. */
  readonly label: string
  readonly align?: 'start' | 'center' | 'end'
  readonly side?: 'top' | 'bottom' | 'left' | 'right'
  readonly children: ReactNode
}

/** A small surface that opens beside its button and holds anything. */
export function Popover({
  trigger,
  label,
  align = 'start',
  side = 'bottom',
  children,
}: PopoverProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="kit-positioner" align={align} side={side} sideOffset={6}>
          <Base.Popup className="kit-popup kit-popover" aria-label={label}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
