import './popup.css'
import { Tooltip as Base } from '@base-ui/react/tooltip'
import { useEffect, useSyncExternalStore } from 'react'
import { Kbd } from './Kbd.tsx'
import { hideTooltip, readTooltip, subscribeTooltip } from './showTooltip.ts'

/** Draws the one tooltip that may be open; mount it once. */
export function TooltipLayer() {
  const tooltip = useSyncExternalStore(subscribeTooltip, readTooltip)
  useEffect(() => {
    if (tooltip === null) return undefined
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') hideTooltip()
    }
    // An element that goes away under the pointer says so to no one.
    const check = setInterval(() => {
      if (!tooltip.anchor.isConnected) hideTooltip()
    }, 250)
    window.addEventListener('keydown', onKey, true)
    return () => {
      clearInterval(check)
      window.removeEventListener('keydown', onKey, true)
    }
  }, [tooltip])
  return (
    <Base.Root open={tooltip !== null}>
      {tooltip !== null && (
        <Base.Portal>
          <Base.Positioner
            className="kit-positioner"
            anchor={tooltip.anchor}
            side={tooltip.side}
            sideOffset={6}
          >
            <Base.Popup className="kit-tooltip">
              {tooltip.content}
              {tooltip.shortcut !== undefined && <Kbd>{tooltip.shortcut}</Kbd>}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      )}
    </Base.Root>
  )
}
