import type { MenuEntry } from '#kit/Menu.tsx'
import { showChord } from '../app/keys.ts'
import { getDocument } from '../stores/document.ts'
import { useView } from '../stores/view.ts'
import {
  connect,
  copySelected,
  duplicateSelected,
  layOut,
  paste,
  removeSelected,
  selectAll,
} from './canvasActions.ts'
import { fitView } from './flow.ts'
import { catalog } from '#services/catalog.ts'
import type { ServiceDefinition } from '#services/definition.ts'
import { planWire } from './graphEdits.ts'
import { isVisitor, nameOf } from './nodeFacts.ts'

const WIRE_ENTRIES_MAX = 8

/** Wires that a node may have yet, by its default port and its named ones, so that wiring needs no pointer. */
export function planWires(
  source: string,
  max = Infinity,
): readonly { readonly label: string; readonly onSelect: () => void }[] {
  const { scenario } = getDocument()
  const own = scenario.nodes.find((node) => node.id === source)
  if (own === undefined) return []
  const { ports = [] }: Pick<ServiceDefinition, 'ports'> = catalog[own.type]
  const ways = [
    { id: undefined, prefix: 'Wire' },
    ...ports.map(({ id, title }) => ({ id, prefix: title })),
  ]
  return ways.flatMap(({ id, prefix }) =>
    scenario.nodes
      .filter((node) => !('reason' in planWire(scenario, source, node.id, id)))
      .slice(0, max)
      .map((node) => ({
        label: `${prefix} to ${nameOf(node)}`,
        onSelect: () => connect(source, node.id, id),
      })),
  )
}

function planWireEntries(source: string): readonly MenuEntry[] {
  const wires = planWires(source, WIRE_ENTRIES_MAX)
  if (wires.length === 0) return []
  return [...wires.map((wire): MenuEntry => ({ ...wire, icon: 'wire' })), { type: 'separator' }]
}

const copy = (): void => {
  const text = copySelected()
  // Where the browser forbids it the copy is still there to be pasted in this page.
  if (text !== null) navigator.clipboard.writeText(text).catch(() => undefined)
}

/** What may be done with the node or wire `of`, or with the canvas. */
export function planMenu(of: string | null): readonly MenuEntry[] {
  if (of === null) {
    return [
      {
        label: 'Add a service…',
        icon: 'plus',
        shortcut: '/',
        onSelect: () => useView.getState().showDialog('add'),
      },
      {
        label: 'Paste',
        icon: 'copy',
        shortcut: showChord('mod+v'),
        onSelect: () => void paste(null),
      },
      { type: 'separator' },
      { label: 'Select all', shortcut: showChord('mod+a'), onSelect: selectAll },
      { label: 'Arrange', icon: 'layout', onSelect: () => void layOut() },
      { label: 'Fit view', icon: 'fit', shortcut: 'F', onSelect: fitView },
    ]
  }
  const remove: MenuEntry = {
    label: 'Delete',
    icon: 'trash',
    shortcut: showChord('backspace'),
    danger: true,
    onSelect: removeSelected,
  }
  const own = getDocument().scenario.nodes.find((node) => node.id === of)
  if (own === undefined) return [remove]
  const site: MenuEntry = {
    label: 'Open site',
    icon: 'external',
    shortcut: showChord('o'),
    onSelect: () => useView.getState().openSite(of),
  }
  return [
    ...(isVisitor(own) ? [site, { type: 'separator' } as const] : []),
    ...planWireEntries(of),
    { label: 'Copy', icon: 'copy', shortcut: showChord('mod+c'), onSelect: copy },
    { label: 'Duplicate', shortcut: showChord('mod+d'), onSelect: duplicateSelected },
    { type: 'separator' },
    remove,
  ]
}
