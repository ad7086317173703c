import './Field.css'
import { Switch as Base } from '@base-ui/react/switch'
import { useId } from 'react'
import { FieldFrame, type FieldProps } from './Field.tsx'

export interface SwitchProps extends FieldProps {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

/** On or off, at once. */
export function Switch(props: SwitchProps) {
  const id = useId()
  return (
    <FieldFrame {...props} id={id}>
      <Base.Root
        id={id}
        aria-label={props.label}
        className="kit-switch"
        checked={props.checked}
        disabled={props.disabled ?? false}
        onCheckedChange={(checked) => props.onChange(checked)}
      >
        <Base.Thumb className="kit-switch-thumb" />
      </Base.Root>
    </FieldFrame>
  )
}
