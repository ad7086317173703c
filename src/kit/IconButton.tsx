import './Button.css'
import type { ComponentProps } from 'react'
import { Icon, type IconName } from './Icon.tsx'
import { Tooltip } from './Tooltip.tsx'

export interface IconButtonProps extends Omit<
  ComponentProps<'button'>,
  'className' | 'style' | 'children' | 'aria-label'
> {
  /** Its accessible name, shown as its tooltip. */
  readonly label: string
  readonly icon: IconName
  /** A key shown beside the name: `⌘Z`. */
  readonly shortcut?: string
  readonly variant?: 'plain' | 'primary' | 'quiet'
  readonly size?: 'medium' | 'small'
  readonly tooltipSide?: 'top' | 'bottom' | 'left' | 'right'
}

/** A button that shows only an icon; its name is its tooltip. */
export function IconButton({
  label,
  icon,
  shortcut,
  variant = 'quiet',
  size = 'medium',
  tooltipSide = 'bottom',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip content={label} shortcut={shortcut} side={tooltipSide}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        className="kit-button"
        data-icon-only=""
        data-variant={variant}
        data-size={size}
      >
        <Icon name={icon} />
      </button>
    </Tooltip>
  )
}
