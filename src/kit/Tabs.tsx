import './Tabs.css'
import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

export interface TabEntry {
  readonly value: string
  readonly label: string
  /** A number beside the label; hidden at zero. */
  readonly count?: number
  readonly tone?: 'neutral' | 'throttle' | 'error'
  readonly content: ReactNode
}

export interface TabsProps {
  /** The accessible name of the list of tabs. */
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly tabs: readonly TabEntry[]
  /** Controls at the right end of the bar. */
  readonly actions?: ReactNode
}

/** Tabs with their panels; only the chosen panel is mounted. */
export function Tabs({ label, value, onChange, tabs, actions }: TabsProps) {
  return (
    <Base.Root
      className="kit-tabs"
      value={value}
      onValueChange={(next: unknown) => onChange(String(next))}
    >
      <div className="kit-tabs-bar">
        <Base.List className="kit-tabs-list" aria-label={label} activateOnFocus>
          {tabs.map((tab) => (
            <Base.Tab key={tab.value} value={tab.value} className="kit-tab">
              {tab.label}
              {tab.count !== undefined && tab.count > 0 && (
                <span className="kit-tab-count" data-tone={tab.tone ?? 'neutral'}>
                  {tab.count}
                </span>
              )}
            </Base.Tab>
          ))}
        </Base.List>
        {actions}
      </div>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="kit-tab-panel" tabIndex={0}>
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
