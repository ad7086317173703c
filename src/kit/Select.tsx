import './Field.css'
import './popup.css'
import { Select as Base } from '@base-ui/react/select'
import { type ReactNode, useId } from 'react'
import { FieldFrame, type FieldProps } from './Field.tsx'
import { Icon } from './Icon.tsx'

export interface SelectProps<T extends string> extends FieldProps {
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string }[]
  readonly onChange: (value: T) => void
  readonly extra?: ReactNode
}

/** A choice of one among few. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { value, options, onChange, extra } = props
  const id = useId()
  return (
    <FieldFrame {...props} id={id} extra={extra}>
      <Base.Root
        items={options}
        value={value}
        disabled={props.disabled ?? false}
        modal={false}
        onValueChange={(next) => {
          if (next !== null) onChange(next)
        }}
      >
        <Base.Trigger
          id={id}
          aria-label={props.label}
          className="kit-input kit-select"
          data-changed={props.changed === true ? '' : undefined}
        >
          <Base.Value />
          <Icon name="chevronsUpDown" size={14} />
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner className="kit-positioner" sideOffset={4} alignItemWithTrigger={false}>
            <Base.Popup className="kit-popup">
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className="kit-item">
                  <span className="kit-item-mark">
                    <Base.ItemIndicator>
                      <Icon name="check" />
                    </Base.ItemIndicator>
                  </span>
                  <Base.ItemText className="kit-item-label">{option.label}</Base.ItemText>
                </Base.Item>
              ))}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </FieldFrame>
  )
}
