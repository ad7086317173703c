import './Kbd.css'
import type { ReactNode } from 'react'

/** A key or a chord of keys. */
export function Kbd({ children }: { readonly children: ReactNode }) {
  return <kbd className="kit-kbd">{children}</kbd>
}
