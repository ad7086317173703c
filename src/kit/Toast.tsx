import './Toast.css'
import { Toast as Base } from '@base-ui/react/toast'
import { useEffect } from 'react'
import { IconButton } from './IconButton.tsx'
import { onToast, type ToastMessage } from './showToast.ts'

const manager = Base.createToastManager()

function add({ title, description, tone = 'info', action }: ToastMessage): void {
  manager.add({
    title,
    type: tone,
    priority: tone === 'error' ? 'high' : 'low',
    timeout: tone === 'error' ? 0 : 5_000,
    ...(description === undefined ? {} : { description }),
    ...(action === undefined
      ? {}
      : { actionProps: { children: action.label, onClick: action.onClick } }),
  })
}

function ToastList() {
  const { toasts, close } = Base.useToastManager()
  return toasts.map((toast) => (
    <Base.Root key={toast.id} toast={toast} className="kit-toast">
      <div>
        <Base.Title className="kit-toast-title" />
        <Base.Description className="kit-toast-description" />
      </div>
      {toast.actionProps !== undefined && (
        <Base.Action className="kit-button" data-variant="plain" data-size="small" />
      )}
      <IconButton label="Dismiss" icon="close" size="small" onClick={() => close(toast.id)} />
    </Base.Root>
  ))
}

/** Where toasts appear; mount it once. */
export function ToastViewport() {
  useEffect(() => onToast(add), [])
  return (
    <Base.Provider toastManager={manager} limit={4}>
      <Base.Portal>
        <Base.Viewport className="kit-toasts">
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}
