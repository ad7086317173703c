import type { IconName } from '#kit/Icon.tsx'
import { showToast } from '#kit/showToast.ts'
import { gallery, type GalleryEntry } from '#gallery/gallery.ts'
import { lessons } from '#gallery/lessons.ts'
import type { Scenario } from '#scenario/schema.ts'
import { catalog } from '#services/catalog.ts'
import {
  addNode,
  duplicateSelected,
  layOut,
  removeSelected,
  selectAll,
} from '../canvas/canvasActions.ts'
import { fitView } from '../canvas/flow.ts'
import { isVisitor } from '../canvas/nodeFacts.ts'
import { deploy } from '../editor/deploy.ts'
import { documents, getDocument } from '../stores/document.ts'
import { run } from '../stores/run.ts'
import { type PanelName, useView } from '../stores/view.ts'
import { JUMPS, jumpTo } from '../timeline/jump.ts'
import type { Chord } from './keys.ts'

/** Something that can be done, by a key, by the command palette or by a button. */
export interface Action {
  readonly id: string
  readonly title: string
  readonly group: 'Run' | 'Edit' | 'Add' | 'View' | 'Document' | 'Gallery' | 'Help'
  readonly icon?: IconName
  readonly keys?: readonly Chord[]
  /** Whether its key works while one types in a field. */
  readonly inFields?: boolean
  readonly run: () => void
}

const view = () => useView.getState()

/** Starts the run, or holds it. */
export function togglePlay(): void {
  const { status } = run.store.getState()
  void (status === 'playing' ? run.pause() : run.play())
}

const EMPTY: Scenario = {
  coldstart: 1,
  name: 'Untitled',
  seed: 1,
  region: 'us-east-1',
  nodes: [],
  edges: [],
}

/** Begins a document without nodes; the others stay. */
export const newDocument = (): void => getDocument().open(EMPTY, { own: true })

/** Focuses the palette's search, or asks for a service in a dialog where the palette is closed. */
function quickAdd(): void {
  const field = document.querySelector<HTMLInputElement>('.palette-search input')
  if (field === null) view().showDialog('add')
  else field.focus()
}

/** Opens the site of the selected client, or of the first; closes it where it is open. */
function openSite(): void {
  const { selection, site } = view()
  const clients = getDocument().scenario.nodes.filter(isVisitor)
  const chosen = clients.find(({ id }) => selection.nodes.includes(id)) ?? clients[0]
  view().openSite(site === null ? (chosen?.id ?? null) : null)
}

/** Asks whom the selected service shall call, so that wiring needs no pointer. */
function wireSelected(): void {
  if (view().selection.nodes.length === 1) view().showDialog('wire')
  else showToast({ title: 'Select one service first', tone: 'warning' })
}

const runActions: readonly Action[] = [
  {
    id: 'play',
    title: 'Play or pause',
    group: 'Run',
    icon: 'play',
    keys: ['space', 'k'],
    run: togglePlay,
  },
  {
    id: 'step',
    title: 'Step one event',
    group: 'Run',
    icon: 'step',
    keys: ['.'],
    run: () => void run.step(),
  },
  {
    id: 'reset',
    title: 'Reset to the beginning',
    group: 'Run',
    icon: 'reset',
    keys: ['home'],
    run: () => void run.reset(),
  },
  ...JUMPS.map((jump): Action => ({
    id: `jump-${jump.kinds[0]}`,
    title: `Jump to the ${jump.label.toLowerCase()}`,
    group: 'Run',
    run: () => void jumpTo(jump),
  })),
  {
    id: 'console',
    title: 'Send a request by hand',
    group: 'Run',
    icon: 'send',
    keys: ['r'],
    run: () => void import('../console/consoleStore.ts').then(({ openConsole }) => openConsole()),
  },
  {
    id: 'deploy',
    title: 'Deploy the selected function',
    group: 'Run',
    icon: 'rocket',
    run: () => view().selection.nodes.forEach(deploy),
  },
]

const editActions: readonly Action[] = [
  {
    id: 'undo',
    title: 'Undo',
    group: 'Edit',
    icon: 'undo',
    keys: ['mod+z'],
    run: () => getDocument().undo(),
  },
  {
    id: 'redo',
    title: 'Redo',
    group: 'Edit',
    icon: 'redo',
    keys: ['mod+shift+z', 'mod+y'],
    run: () => getDocument().redo(),
  },
  {
    id: 'delete',
    title: 'Delete selection',
    group: 'Edit',
    icon: 'trash',
    keys: ['delete', 'backspace'],
    run: removeSelected,
  },
  {
    id: 'duplicate',
    title: 'Duplicate selection',
    group: 'Edit',
    icon: 'copy',
    keys: ['mod+d'],
    run: duplicateSelected,
  },
  {
    id: 'wire',
    title: 'Wire the selected service to…',
    group: 'Edit',
    icon: 'wire',
    keys: ['w'],
    run: wireSelected,
  },
  { id: 'select-all', title: 'Select all', group: 'Edit', keys: ['mod+a'], run: selectAll },
  {
    id: 'deselect',
    title: 'Select nothing',
    group: 'Edit',
    keys: ['esc'],
    run: () => {
      view().select([])
      view().selectTrace(null)
    },
  },
]

const panelAction = (panel: PanelName, title: string, key: Chord, icon: IconName): Action => ({
  id: `toggle-${panel}`,
  title,
  group: 'View',
  icon,
  keys: [key],
  run: () => view().togglePanel(panel),
})

const viewActions: readonly Action[] = [
  { id: 'fit', title: 'Fit view', group: 'View', icon: 'fit', keys: ['f'], run: fitView },
  {
    id: 'arrange',
    title: 'Arrange the graph',
    group: 'View',
    icon: 'layout',
    keys: ['shift+l'],
    run: () => void layOut(),
  },
  {
    id: 'minimap',
    title: 'Show or hide the minimap',
    group: 'View',
    icon: 'map',
    keys: ['m'],
    run: () => view().toggleMinimap(),
  },
  {
    id: 'map',
    title: 'Switch between the graph and the world map',
    group: 'View',
    icon: 'globe',
    keys: ['g'],
    run: () => view().showSurface(view().surface === 'map' ? 'graph' : 'map'),
  },
  {
    id: 'site',
    title: 'Open the site that a client sees',
    group: 'View',
    icon: 'external',
    keys: ['o'],
    run: openSite,
  },
  panelAction('palette', 'Show or hide the services', '[', 'panelLeft'),
  panelAction('inspector', 'Show or hide the inspector', ']', 'panelRight'),
  panelAction('dock', 'Show or hide the dock', 'd', 'panelBottom'),
  {
    id: 'theme-light',
    title: 'Light theme',
    group: 'View',
    icon: 'sun',
    run: () => view().setTheme('light'),
  },
  {
    id: 'theme-dark',
    title: 'Dark theme',
    group: 'View',
    icon: 'moon',
    run: () => view().setTheme('dark'),
  },
  {
    id: 'theme-system',
    title: "Follow the system's theme",
    group: 'View',
    icon: 'system',
    run: () => view().setTheme('system'),
  },
]

const documentActions: readonly Action[] = [
  { id: 'new', title: 'New empty document', group: 'Document', icon: 'file', run: newDocument },
  {
    id: 'share',
    title: 'Share link or export…',
    group: 'Document',
    icon: 'share',
    keys: ['mod+shift+s'],
    run: () => view().showDialog('share'),
  },
  {
    id: 'import',
    title: 'Import…',
    group: 'Document',
    icon: 'upload',
    keys: ['mod+o'],
    run: () => view().showDialog('import'),
  },
  {
    id: 'save',
    title: 'Save now (it saves itself)',
    group: 'Document',
    keys: ['mod+s'],
    run: () => void documents.flush(),
  },
]

const helpActions: readonly Action[] = [
  {
    id: 'commands',
    title: 'All commands…',
    group: 'Help',
    icon: 'search',
    keys: ['mod+k'],
    inFields: true,
    run: () => view().showDialog('commands'),
  },
  {
    id: 'help',
    title: 'Keys and help',
    group: 'Help',
    icon: 'help',
    keys: ['?'],
    run: () => view().showDialog('help'),
  },
]

const addActions: readonly Action[] = [
  { id: 'add', title: 'Add a service…', group: 'Add', icon: 'plus', keys: ['/'], run: quickAdd },
  ...Object.values(catalog).map((definition): Action => ({
    id: `add ${definition.type}`,
    title: `Add ${definition.title}`,
    group: 'Add',
    icon: 'plus',
    run: () => addNode(definition.type),
  })),
]

/** Opens a lesson; its code comes with the first one. */
export const startLesson = (id: string): void => {
  void import('../lessons/lessonStore.ts').then(({ openLesson }) => openLesson(id))
}

const lessonActions: readonly Action[] = lessons.map(({ id, title }) => ({
  id: `lesson ${id}`,
  title: `Lesson: ${title}`,
  group: 'Gallery',
  icon: 'play',
  run: () => startLesson(id),
}))

/** Opens a ready scenario. */
export const openReady = (entry: GalleryEntry): void => {
  void entry.load().then((scenario) => getDocument().open(scenario))
}

const galleryActions: readonly Action[] = gallery.map((entry) => ({
  id: `gallery ${entry.id}`,
  title: `Open “${entry.title}”`,
  group: 'Gallery',
  icon: 'file',
  run: () => openReady(entry),
}))

/** Everything that can be done. The palette lists it, the keys call it, the help sheet shows it. */
export const actions: readonly Action[] = [
  ...runActions,
  ...addActions,
  ...editActions,
  ...viewActions,
  ...documentActions,
  ...galleryActions,
  ...lessonActions,
  ...helpActions,
]

/** The first chord of an action. */
export const chordFor = (id: string): Chord | undefined =>
  actions.find((action) => action.id === id)?.keys?.[0]
