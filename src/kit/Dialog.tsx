import './Button.css'
import './Dialog.css'
import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { Icon } from './Icon.tsx'

export interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly description?: ReactNode
  readonly size?: 'small' | 'medium' | 'wide'
  readonly children?: ReactNode
  /** Buttons along the bottom edge, the primary one last. */
  readonly actions?: ReactNode
}

/** A modal dialog: traps the focus, closes by Escape, the backdrop or its cross. */
export function Dialog(props: DialogProps) {
  return (
    <Base.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Base.Portal>
        <Base.Backdrop className="kit-backdrop" />
        <Base.Popup className="kit-dialog" data-size={props.size ?? 'medium'}>
          <div className="kit-dialog-head">
            <div>
              <Base.Title className="kit-dialog-title">{props.title}</Base.Title>
              {props.description !== undefined && (
                <Base.Description className="kit-dialog-description">
                  {props.description}
                </Base.Description>
              )}
            </div>
          </div>
          {props.children !== undefined && <div className="kit-dialog-body">{props.children}</div>}
          {props.actions !== undefined && <div className="kit-dialog-actions">{props.actions}</div>}
          {/* Last in order, so that what the dialog is about gets the focus first. */}
          <Base.Close
            className="kit-button kit-dialog-close"
            data-variant="quiet"
            data-icon-only=""
          >
            <Icon name="close" />
            <span className="visually-hidden">Close</span>
          </Base.Close>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
