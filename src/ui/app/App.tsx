import './App.css'
import { IconButton } from '#kit/IconButton.tsx'
import { Splitter } from '#kit/Splitter.tsx'
import { loadMenus } from '#kit/Menu.tsx'
import { ReactFlowProvider } from '@xyflow/react'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { Canvas } from '../canvas/Canvas.tsx'
import { Palette } from '../canvas/Palette.tsx'
import { type PanelName, useView } from '../stores/view.ts'
import { Timeline } from '../timeline/Timeline.tsx'
import { connectKeys } from './connectKeys.ts'
import { EmbedTitle } from './EmbedTitle.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { TopBar } from './TopBar.tsx'

// The graph is on the screen before its panels' code has come.
const Inspector = lazy(async () => ({
  default: (await import('../inspector/Inspector.tsx')).Inspector,
}))
const Dock = lazy(async () => ({ default: (await import('../panels/Dock.tsx')).Dock }))
const ToastViewport = lazy(async () => ({
  default: (await import('#kit/Toast.tsx')).ToastViewport,
}))
const TooltipLayer = lazy(async () => ({
  default: (await import('#kit/TooltipLayer.tsx')).TooltipLayer,
}))
const MapView = lazy(async () => ({ default: (await import('../map/MapView.tsx')).MapView }))
const SitePanel = lazy(async () => ({ default: (await import('../site/SitePanel.tsx')).SitePanel }))
const LessonPanel = lazy(async () => ({
  default: (await import('../lessons/LessonPanel.tsx')).LessonPanel,
}))
const Sharing = lazy(async () => ({ default: (await import('../share/Sharing.tsx')).Sharing }))
const CommandDialog = lazy(async () => ({
  default: (await import('./CommandDialog.tsx')).CommandDialog,
}))
const HelpDialog = lazy(async () => ({ default: (await import('./HelpDialog.tsx')).HelpDialog }))

/** Fetches menus' and dialogs' code while nothing else is to do, so that the first key typed into one is not lost. */
function preloadPopups(): () => void {
  void loadMenus()
  const timer = setTimeout(() => {
    void import('./CommandDialog.tsx')
    void import('./HelpDialog.tsx')
  }, 1_500)
  return () => clearTimeout(timer)
}

interface Side {
  readonly panel: PanelName
  readonly label: string
  readonly side: 'left' | 'right'
  readonly min: number
  readonly max: number
}

const SERVICES: Side = { panel: 'palette', label: 'services', side: 'left', min: 150, max: 360 }
const INSPECTOR: Side = {
  panel: 'inspector',
  label: 'inspector',
  side: 'right',
  min: 280,
  max: 900,
}
const DOCK = { min: 120, max: 700 }

function SidePanel({ of, children }: { readonly of: Side; readonly children: ReactNode }) {
  const { size, open } = useView((state) => state.panels[of.panel])
  if (!open) return null
  const splitter = (
    <Splitter
      label={`Resize the ${of.label}`}
      orientation="vertical"
      size={size}
      min={of.min}
      max={of.max}
      grows={of.side === 'left' ? 1 : -1}
      onResize={(next) => useView.getState().resizePanel(of.panel, next)}
      onCollapse={() => useView.getState().togglePanel(of.panel, false)}
    />
  )
  return (
    <>
      {of.side === 'right' && splitter}
      <div className="app-side" style={{ width: size }}>
        {children}
      </div>
      {of.side === 'left' && splitter}
    </>
  )
}

function Reopen({ of }: { readonly of: Side }) {
  const open = useView((state) => state.panels[of.panel].open)
  if (open) return null
  return (
    <div className="app-reopen" data-side={of.side}>
      <IconButton
        label={`Show the ${of.label}`}
        icon={of.side === 'left' ? 'panelLeft' : 'panelRight'}
        variant="plain"
        onClick={() => useView.getState().togglePanel(of.panel, true)}
      />
    </div>
  )
}

function Bottom() {
  const { size, open } = useView((state) => state.panels.dock)
  return (
    <>
      {open && (
        <Splitter
          label="Resize the dock"
          orientation="horizontal"
          size={size}
          {...DOCK}
          grows={-1}
          onResize={(next) => useView.getState().resizePanel('dock', next)}
          onCollapse={() => useView.getState().togglePanel('dock', false)}
        />
      )}
      <div className="app-bottom">
        <ErrorBoundary what="The timeline">
          <Timeline />
        </ErrorBoundary>
        {open && (
          <section className="app-dock" aria-label="Results" style={{ height: size }}>
            <ErrorBoundary what="The dock">
              <Suspense>
                <Dock />
              </Suspense>
            </ErrorBoundary>
          </section>
        )}
      </div>
    </>
  )
}

function Dialogs() {
  const dialog = useView((state) => state.dialog)
  return (
    <Suspense>
      {/^(commands|add|wire)$/.test(dialog ?? '') && <CommandDialog />}
      {dialog === 'help' && <HelpDialog />}
    </Suspense>
  )
}

/** `?embed=1`: the graph and the playback alone, for a page that shows this one in a frame. */
const isEmbedded = (): boolean => new URLSearchParams(location.search).get('embed') === '1'

/** The world over the graph, which keeps its place beneath. */
function Surface() {
  const surface = useView((state) => state.surface)
  return (
    <>
      <ErrorBoundary what="The canvas">
        <Canvas />
      </ErrorBoundary>
      {surface === 'map' && (
        <ErrorBoundary what="The map">
          <Suspense>
            <MapView />
          </Suspense>
        </ErrorBoundary>
      )}
    </>
  )
}

function EmbeddedApp() {
  return (
    <div className="app">
      <div className="app-middle">
        <div className="app-centre">
          <Surface />
          <EmbedTitle />
        </div>
      </div>
      <div className="app-bottom">
        <Timeline />
      </div>
    </div>
  )
}

/** A lesson, a site, or what one builds with: they need the same place. */
function LeftSide() {
  const lesson = useView((state) => state.lesson)
  const site = useView((state) => state.site)
  return (
    <>
      {lesson && (
        <Suspense>
          <LessonPanel />
        </Suspense>
      )}
      {site !== null && (
        <ErrorBoundary what="The site">
          <Suspense>
            <SitePanel key={site} client={site} />
          </Suspense>
        </ErrorBoundary>
      )}
      {!lesson && site === null && (
        <SidePanel of={SERVICES}>
          <Palette />
        </SidePanel>
      )}
    </>
  )
}

function WholeApp() {
  const lesson = useView((state) => state.lesson)
  const site = useView((state) => state.site)
  return (
    <div className="app">
      <TopBar />
      <div className="app-middle">
        <LeftSide />
        <div className="app-centre">
          <Surface />
          {!lesson && site === null && <Reopen of={SERVICES} />}
          <Reopen of={INSPECTOR} />
        </div>
        <SidePanel of={INSPECTOR}>
          <ErrorBoundary what="The inspector">
            <Suspense>
              <Inspector />
            </Suspense>
          </ErrorBoundary>
        </SidePanel>
      </div>
      <Bottom />
    </div>
  )
}

/** The whole screen: one page, no routes. */
export function App() {
  const [embedded] = useState(isEmbedded)
  useEffect(connectKeys, [])
  useEffect(preloadPopups, [])
  return (
    <ReactFlowProvider>
      {embedded ? <EmbeddedApp /> : <WholeApp />}
      <Dialogs />
      <Suspense fallback={null}>
        <Sharing />
      </Suspense>
      <Suspense fallback={null}>
        <ToastViewport />
      </Suspense>
      <Suspense fallback={null}>
        <TooltipLayer />
      </Suspense>
    </ReactFlowProvider>
  )
}
