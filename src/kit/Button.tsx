import './Button.css'
import type { ComponentProps, ReactNode } from 'react'
import { Icon, type IconName } from './Icon.tsx'

export interface ButtonProps extends Omit<
  ComponentProps<'button'>,
  'className' | 'style' | 'children'
> {
  /** `primary`: one per view · `quiet`: no border until hovered. */
  readonly variant?: 'plain' | 'primary' | 'quiet' | 'danger'
  readonly size?: 'medium' | 'small'
  readonly icon?: IconName
  readonly children: ReactNode
}

/** A button with a text. */
export function Button({
  variant = 'plain',
  size = 'medium',
  icon,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button type="button" {...rest} className="kit-button" data-variant={variant} data-size={size}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  )
}
