/** Something told in passing. */
export interface ToastMessage {
  readonly title: string
  readonly description?: string
  readonly tone?: 'info' | 'success' | 'warning' | 'error'
  /** One thing to do about it. */
  readonly action?: { readonly label: string; readonly onClick: () => void }
}

const waiting: ToastMessage[] = []
let hear: ((message: ToastMessage) => void) | null = null

/** Tells something in passing at the screen's corner; an error stays until it is closed. */
export function showToast(message: ToastMessage): void {
  if (hear === null) waiting.push(message)
  else hear(message)
}

/** Hands every message to `next`, those first that came before anybody listened. Answers how to stop. */
export function onToast(next: (message: ToastMessage) => void): () => void {
  hear = next
  for (const message of waiting.splice(0)) next(message)
  return () => {
    if (hear === next) hear = null
  }
}
