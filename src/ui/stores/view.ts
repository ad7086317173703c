import type { CallSite } from '#services/view.ts'
import { create } from 'zustand'

export type Theme = 'system' | 'light' | 'dark'
export type PanelName = 'palette' | 'inspector' | 'dock'
export type DialogName = 'commands' | 'help' | 'share' | 'import' | 'add' | 'wire'

export interface PanelSize {
  /** px: a width, or the dock's height. */
  readonly size: number
  readonly open: boolean
}

export interface Selection {
  readonly nodes: readonly string[]
  readonly edges: readonly string[]
}

/** How the visitor looks at the document: nothing of it is shared or changes a result. */
export interface ViewState {
  readonly selection: Selection
  readonly inspectorTab: string
  readonly dockTab: string
  readonly theme: Theme
  /** What `theme` comes to on this machine now. */
  readonly shade: 'light' | 'dark'
  readonly panels: Readonly<Record<PanelName, PanelSize>>
  readonly minimap: boolean
  readonly dialog: DialogName | null
  /** The trace whose path lights up and whose waterfall is open. */
  readonly selectedTrace: number | null
  readonly hoveredEdge: string | null
  /** What the middle of the screen shows: the services and their wires, or the world. */
  readonly surface: 'graph' | 'map'
  /** The line of code that the editor is to show. */
  readonly codeLine: CallSite | null
  /** The client whose site is open in a frame beside the graph. */
  readonly site: string | null
  /** A lesson is open: it stands where the palette does. */
  readonly lesson: boolean
  readonly select: (nodes: readonly string[], edges?: readonly string[]) => void
  readonly setInspectorTab: (tab: string) => void
  readonly setDockTab: (tab: string) => void
  readonly setTheme: (theme: Theme) => void
  readonly resizePanel: (panel: PanelName, size: number) => void
  readonly togglePanel: (panel: PanelName, open?: boolean) => void
  readonly toggleMinimap: () => void
  readonly showDialog: (dialog: DialogName | null) => void
  readonly selectTrace: (trace: number | null) => void
  readonly hoverEdge: (edge: string | null) => void
  readonly openCode: (at: CallSite) => void
  readonly openSite: (client: string | null) => void
  readonly showSurface: (surface: 'graph' | 'map') => void
  readonly showLesson: (lesson: boolean) => void
}

const STORAGE_KEY = 'coldstart:view'

type Kept = Pick<ViewState, 'theme' | 'panels' | 'minimap' | 'inspectorTab' | 'dockTab'>

/** A quarter of a low window, so that the graph keeps most of it; room for a row of charts at least. px */
const dockHeight = (): number =>
  Math.round(Math.max(208, Math.min(264, (globalThis.innerHeight ?? 1_100) * 0.26)))

const DEFAULTS: Kept = {
  theme: 'system',
  panels: {
    palette: { size: 188, open: true },
    inspector: { size: 384, open: true },
    dock: { size: dockHeight(), open: true },
  },
  minimap: false,
  inspectorTab: 'configure',
  dockTab: 'metrics',
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const readPanel = (value: unknown, fallback: PanelSize): PanelSize => {
  if (!isRecord(value)) return fallback
  const { size, open } = value
  return {
    size: typeof size === 'number' && size >= 80 && size <= 2_000 ? size : fallback.size,
    open: typeof open === 'boolean' ? open : fallback.open,
  }
}

/** What was remembered, field by field: a damaged or older record loses only what is damaged. */
export function readKept(text: string | null): Kept {
  let value: unknown = null
  try {
    value = JSON.parse(text ?? 'null')
  } catch {
    // A damaged record is as good as none.
  }
  if (!isRecord(value)) return DEFAULTS
  const { theme, minimap, inspectorTab, dockTab } = value
  const panels = isRecord(value['panels']) ? value['panels'] : {}
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    panels: {
      palette: readPanel(panels['palette'], DEFAULTS.panels.palette),
      inspector: readPanel(panels['inspector'], DEFAULTS.panels.inspector),
      dock: readPanel(panels['dock'], DEFAULTS.panels.dock),
    },
    minimap: typeof minimap === 'boolean' ? minimap : DEFAULTS.minimap,
    inspectorTab: typeof inspectorTab === 'string' ? inspectorTab : DEFAULTS.inspectorTab,
    dockTab: typeof dockTab === 'string' ? dockTab : DEFAULTS.dockTab,
  }
}

const readStorage = (): string | null => {
  try {
    return globalThis.localStorage.getItem(STORAGE_KEY)
  } catch {
    return null
  }
}

const prefersDark =
  typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null

const shadeOf = (theme: Theme): 'light' | 'dark' => {
  if (theme !== 'system') return theme
  return prefersDark?.matches === true ? 'dark' : 'light'
}

const kept = readKept(readStorage())

/** The visitor's view; remembered in this browser, except for what is selected. */
export const useView = create<ViewState>((set) => ({
  ...kept,
  selection: { nodes: [], edges: [] },
  shade: shadeOf(kept.theme),
  dialog: null,
  selectedTrace: null,
  hoveredEdge: null,
  surface: 'graph',
  codeLine: null,
  site: null,
  lesson: false,
  select: (nodes, edges = []) => set({ selection: { nodes, edges } }),
  setInspectorTab: (inspectorTab) => set({ inspectorTab }),
  setDockTab: (dockTab) => set({ dockTab }),
  setTheme: (theme) => set({ theme, shade: shadeOf(theme) }),
  resizePanel: (panel, size) =>
    set(({ panels }) => ({ panels: { ...panels, [panel]: { ...panels[panel], size } } })),
  togglePanel: (panel, open) =>
    set(({ panels }) => {
      const next = { ...panels[panel], open: open ?? !panels[panel].open }
      return { panels: { ...panels, [panel]: next } }
    }),
  toggleMinimap: () => set(({ minimap }) => ({ minimap: !minimap })),
  showDialog: (dialog) => set({ dialog }),
  selectTrace: (selectedTrace) => set({ selectedTrace }),
  hoverEdge: (hoveredEdge) => set({ hoveredEdge }),
  openCode: (codeLine) =>
    set({ codeLine, selection: { nodes: [codeLine.node], edges: [] }, inspectorTab: 'code' }),
  openSite: (site) => set({ site }),
  showSurface: (surface) => set({ surface }),
  showLesson: (lesson) => set({ lesson }),
}))

const applyShade = (shade: 'light' | 'dark'): void => {
  document.documentElement.dataset['theme'] = shade
}

/** Keeps the page's theme and the browser's memory in step with the store. Call it once, before the first paint. */
export function connectView(): void {
  applyShade(useView.getState().shade)
  prefersDark?.addEventListener('change', () => {
    useView.getState().setTheme(useView.getState().theme)
  })
  useView.subscribe((state, before) => {
    if (state.shade !== before.shade) applyShade(state.shade)
    const { theme, panels, minimap, inspectorTab, dockTab } = state
    const changed =
      theme !== before.theme ||
      panels !== before.panels ||
      minimap !== before.minimap ||
      inspectorTab !== before.inspectorTab ||
      dockTab !== before.dockTab
    if (!changed) return
    try {
      const record: Kept = { theme, panels, minimap, inspectorTab, dockTab }
      localStorage.setItem(STORAGE_KEY, JSON.stringify(record))
    } catch {
      // Storage is full or forbidden: the view is simply not remembered.
    }
  })
}
