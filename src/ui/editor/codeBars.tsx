import { Button } from '#kit/Button.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { Kbd } from '#kit/Kbd.tsx'
import { Menu, type MenuEntry } from '#kit/Menu.tsx'
import { TextField } from '#kit/TextField.tsx'
import type { ShownLayer } from '#scenario/layers.ts'
import { LAYERS_MAX } from '#scenario/schema.ts'
import { useState } from 'react'
import { showChord } from '../app/keys.ts'
import { getDocument } from '../stores/document.ts'
import { useView } from '../stores/view.ts'
import { deploy } from './deploy.ts'
import { drafts } from './drafts.ts'
import { checkFileName, type Files, isPackaged, isSameContent } from './files.ts'
import type { CodeMarker } from './monaco.ts'
import { TEMPLATES } from './templates.ts'

const ERRORS_SHOWN_MAX = 20

/** What is asked for a file's name: a new file, or another name for `from`. */
export interface Naming {
  readonly from: string | null
  readonly text: string
}

/** Asks for a file's name, and says why one cannot be. */
export function NameField(props: {
  readonly naming: Naming
  readonly files: Files
  readonly onDone: (name: string | null) => void
}) {
  const { naming, files, onDone } = props
  const [text, setText] = useState(naming.text)
  const error = text === naming.from ? null : checkFileName(text, files)
  return (
    <form
      className="code-name"
      onSubmit={(event) => {
        event.preventDefault()
        if (error === null) onDone(text)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone(null)
      }}
    >
      <TextField
        label={naming.from === null ? 'Name of the new file' : `New name of ${naming.from}`}
        value={text}
        onChange={setText}
        error={text === '' ? null : error}
        help="Enter to take it, Escape to leave it."
        mono
        autoFocus
      />
    </form>
  )
}

interface BarProps {
  readonly files: Files
  readonly deployed: Files
  readonly file: string | undefined
  readonly onShow: (file: string) => void
  readonly entries: readonly MenuEntry[]
}

/** Widths of the inspector for code and for forms, px. */
const WIDTH = { code: 760, form: 350 }

/** Makes room for a whole line of code, and gives it back. */
function WidthButton() {
  const { size } = useView((state) => state.panels.inspector)
  const room = Math.min(WIDTH.code, Math.max(WIDTH.form, Math.round(innerWidth * 0.6)))
  const wide = size >= room
  return (
    <IconButton
      label={wide ? 'Narrow the editor' : 'Widen the editor'}
      icon={wide ? 'chevronRight' : 'chevronLeft'}
      size="small"
      onClick={() => useView.getState().resizePanel('inspector', wide ? WIDTH.form : room)}
    />
  )
}

const ownFiles = (files: Files): readonly string[] =>
  Object.keys(files).filter((name) => !isPackaged(name))

/** The files as tabs, and what may be done with them. */
export function FileBar({ files, deployed, file, onShow, entries }: BarProps) {
  return (
    <div className="code-bar">
      <div className="code-files" role="tablist" aria-label="Files">
        {ownFiles(files).map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            className="code-file"
            aria-selected={name === file}
            data-changed={isSameContent(files[name], deployed[name]) ? undefined : ''}
            onClick={() => onShow(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <WidthButton />
      <Menu
        align="end"
        entries={entries}
        trigger={<IconButton label="File actions" icon="more" size="small" />}
      />
    </div>
  )
}

/** What the editor found, each a way to its place. */
export function Errors({
  markers,
  onShow,
}: {
  readonly markers: readonly CodeMarker[]
  readonly onShow: (marker: CodeMarker) => void
}) {
  if (markers.length === 0) return null
  return (
    <ul className="code-errors" aria-label="Problems in the code">
      {markers.slice(0, ERRORS_SHOWN_MAX).map((marker) => (
        <li key={`${marker.file}:${marker.line} ${marker.message}`}>
          <button type="button" data-severity={marker.severity} onClick={() => onShow(marker)}>
            <span className="mono">
              {marker.file}:{marker.line}
            </span>{' '}
            {marker.message}
          </button>
        </li>
      ))}
    </ul>
  )
}

export interface FileActions {
  readonly hasFile: boolean
  readonly onNew: () => void
  readonly onRename: () => void
  readonly onDelete: () => void
  readonly onFormat: () => void
  readonly onUpload: () => void
  readonly onDownload: () => void
  readonly layers: readonly ShownLayer[]
  readonly onAddLayer: () => void
  readonly onRemoveLayer: (layer: string) => void
}

/** The menu of what may be done with files. */
export const fileEntries = (actions: FileActions): readonly MenuEntry[] => [
  { label: 'New file', icon: 'plus', onSelect: actions.onNew },
  { label: 'Rename file', icon: 'edit', disabled: !actions.hasFile, onSelect: actions.onRename },
  {
    label: 'Delete file',
    icon: 'trash',
    danger: true,
    disabled: !actions.hasFile,
    onSelect: actions.onDelete,
  },
  { type: 'separator' },
  { label: 'Format', icon: 'layout', onSelect: actions.onFormat },
  { type: 'separator' },
  { label: 'Upload a .zip…', icon: 'upload', onSelect: actions.onUpload },
  { label: 'Download as .zip', icon: 'download', onSelect: actions.onDownload },
  { type: 'separator' },
  {
    label: 'Add a layer from a .zip…',
    icon: 'upload',
    disabled: actions.layers.length >= LAYERS_MAX,
    onSelect: actions.onAddLayer,
  },
  ...actions.layers.map(({ layer, name }): MenuEntry => ({
    label: `Remove layer ${name}`,
    icon: 'trash',
    danger: true,
    onSelect: () => actions.onRemoveLayer(layer),
  })),
]

const countFiles = (count: number): string => (count === 1 ? '1 file' : `${count} files`)

/** What lies under `/opt`, in the order in which it was laid there. */
export function LayersLine({ layers }: { readonly layers: readonly ShownLayer[] }) {
  if (layers.length === 0) return null
  const told = layers.map(({ name, files }) =>
    files === null ? `${name} (its files are not here)` : `${name} (${countFiles(files)})`,
  )
  return <p className="code-layers">Layers under /opt, later ones win: {told.join(', ')}</p>
}

/** In place of the editor while there is nothing to edit. */
export function NoCode() {
  return (
    <div className="code-empty">
      <strong>No code yet</strong>
      <span className="muted">Begin with a template, or add a file.</span>
    </div>
  )
}

export interface FootProps {
  readonly node: string
  /** Files that differ from what is deployed. */
  readonly changes: number
  readonly onTemplate: (code: string) => void
}

/** Deploy, templates, and what is not deployed yet. */
export function Foot({ node, changes, onTemplate }: FootProps) {
  const templates = TEMPLATES.map(({ title, detail, code }): MenuEntry => ({
    label: title,
    detail,
    onSelect: () => onTemplate(code),
  }))
  return (
    <div className="code-foot">
      <Button variant="primary" disabled={changes === 0} onClick={() => deploy(node)}>
        Deploy <Kbd>{showChord('mod+s')}</Kbd>
      </Button>
      <Menu side="top" entries={templates} trigger={<Button>Templates</Button>} />
      {changes > 0 && (
        <>
          <span className="muted small" role="status">
            {changes === 1 ? '1 change' : `${changes} changes`} not deployed
          </span>
          <Button size="small" variant="quiet" onClick={() => drafts.drop(getDocument().id, node)}>
            Discard
          </Button>
        </>
      )}
    </div>
  )
}
