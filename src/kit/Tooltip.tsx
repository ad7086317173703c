import { cloneElement, type ReactElement, type ReactNode, type SyntheticEvent } from 'react'
import { hideTooltip, showTooltip } from './showTooltip.ts'

export interface TooltipProps {
  readonly content: ReactNode
  readonly shortcut?: string | undefined
  readonly side?: 'top' | 'bottom' | 'left' | 'right'
  /** The element it explains; it must have an accessible name of its own. */
  readonly children: ReactElement<Record<string, unknown>>
}

type Handler = (event: SyntheticEvent) => void

/**
 * A short text beside what is hovered or focused. What draws it (`TooltipLayer`, mounted once) is not in the first load:
 * an element only says when it is pointed at.
 */
export function Tooltip({ content, shortcut, side = 'bottom', children }: TooltipProps) {
  const show: Handler = ({ currentTarget: anchor }) =>
    showTooltip({ anchor, content, shortcut, side })
  const showFocused: Handler = ({ currentTarget: anchor }) => {
    if (anchor.matches(':focus-visible')) showTooltip({ anchor, content, shortcut, side }, true)
  }
  const also =
    (name: string, handle: Handler): Handler =>
    (event) => {
      const own = children.props[name]
      if (typeof own === 'function') own(event)
      handle(event)
    }
  return cloneElement(children, {
    onPointerEnter: also('onPointerEnter', show),
    onPointerLeave: also('onPointerLeave', hideTooltip),
    onPointerDown: also('onPointerDown', hideTooltip),
    onFocus: also('onFocus', showFocused),
    onBlur: also('onBlur', hideTooltip),
  })
}
