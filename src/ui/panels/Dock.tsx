import { Tabs } from '#kit/Tabs.tsx'
import { lazy, type ReactNode, Suspense } from 'react'
import { useView } from '../stores/view.ts'
import { CostPanel } from './CostPanel.tsx'
import { EventsPanel } from './EventsPanel.tsx'
import { LogsPanel } from './LogsPanel.tsx'
import { MetricsPanel } from './MetricsPanel.tsx'
import { ProblemsPanel, useProblems } from './ProblemsPanel.tsx'
import { TracesPanel } from './TracesPanel.tsx'

const ConsolePanel = lazy(async () => ({
  default: (await import('../console/ConsolePanel.tsx')).ConsolePanel,
}))

/** What the run left behind, in tabs: Metrics · Traces · Logs · Events · Cost · Console · Problems. */
export function Dock({ actions }: { readonly actions?: ReactNode }) {
  const tab = useView((state) => state.dockTab)
  const setTab = useView((state) => state.setDockTab)
  const problems = useProblems()
  const told = problems.filter(({ kind }) => kind !== 'ignored')
  const tone = told.some(({ kind }) => kind === 'error') ? 'error' : 'throttle'
  return (
    <Tabs
      label="Results"
      value={tab}
      onChange={setTab}
      actions={actions}
      tabs={[
        { value: 'metrics', label: 'Metrics', content: <MetricsPanel /> },
        { value: 'traces', label: 'Traces', content: <TracesPanel /> },
        { value: 'logs', label: 'Logs', content: <LogsPanel /> },
        { value: 'events', label: 'Events', content: <EventsPanel /> },
        { value: 'cost', label: 'Cost', content: <CostPanel /> },
        {
          value: 'console',
          label: 'Console',
          content: (
            <Suspense>
              <ConsolePanel />
            </Suspense>
          ),
        },
        {
          value: 'problems',
          label: 'Problems',
          count: told.length,
          tone,
          content: <ProblemsPanel />,
        },
      ]}
    />
  )
}
