import './CodeEditor.css'
import { Button } from '#kit/Button.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { Kbd } from '#kit/Kbd.tsx'
import { Menu, type MenuEntry } from '#kit/Menu.tsx'
import { TextField } from '#kit/TextField.tsx'
import type { ScenarioNode } from '#scenario/schema.ts'
import type { Files } from '#services/service.ts'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { showChord } from '../app/keys.ts'
import { useDocument } from '../stores/document.ts'
import { useView } from '../stores/view.ts'
import { deploy, getFiles, keepFiles, useCodeProblems } from './deploy.ts'
import { drafts, findChanges } from './drafts.ts'
import { checkFileName, findEntry, removeFile, renameFile } from './files.ts'
import { type CodeMarker, type FilesEditor, openEditor } from './monaco.ts'
import { TEMPLATES } from './templates.ts'

const NO_FILES: Files = {}
const ERRORS_SHOWN_MAX = 20

const tellProblems = (node: string, markers: readonly CodeMarker[]): void =>
  useCodeProblems.setState(({ byNode }) => ({
    byNode: {
      ...byNode,
      [node]: markers
        .filter(({ severity }) => severity === 'error')
        .map(({ file, line, message }) => ({
          kind: 'error',
          path: `${node}: ${file}:${line}`,
          message,
          node,
        })),
    },
  }))

/** What is asked for a file's name: a new file, or another name for `from`. */
interface Naming {
  readonly from: string | null
  readonly text: string
}

function NameField(props: {
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

function FileBar({ files, deployed, file, onShow, entries }: BarProps) {
  return (
    <div className="code-bar">
      <div className="code-files" role="tablist" aria-label="Files">
        {Object.keys(files).map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            className="code-file"
            aria-selected={name === file}
            data-changed={files[name] === deployed[name] ? undefined : ''}
            onClick={() => onShow(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <Menu
        align="end"
        entries={entries}
        trigger={<IconButton label="File actions" icon="more" size="small" />}
      />
    </div>
  )
}

function Errors({
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

interface Shown {
  readonly node: string
  readonly files: Files
  readonly file: string | undefined
  readonly shade: 'light' | 'dark'
}

/** Monaco in a host element, kept in step with the files. */
function useFilesEditor({ node, files, file, shade }: Shown) {
  const host = useRef<HTMLDivElement>(null)
  const editor = useRef<FilesEditor | null>(null)
  const [markers, setMarkers] = useState<readonly CodeMarker[]>([])
  useEffect(() => {
    if (host.current === null) return undefined
    const opened = openEditor(host.current, {
      node,
      shade: useView.getState().shade,
      onChange: (name, text) => keepFiles(node, { ...getFiles(node), [name]: text }),
      onMarkers: (found) => {
        setMarkers(found)
        tellProblems(node, found)
      },
      onDeploy: () => void deploy(node),
    })
    editor.current = opened
    return () => {
      opened.dispose()
      editor.current = null
    }
  }, [node])
  useEffect(() => {
    editor.current?.setFiles(files)
    if (file !== undefined) editor.current?.show(file)
  }, [files, file])
  useEffect(() => editor.current?.setShade(shade), [shade])
  return { host, editor, markers }
}

/** The code of a function: several files, drafts until Deploy, errors as you type. */
export function CodeEditor({ node }: { readonly node: ScenarioNode }) {
  const { id } = node
  const documentId = useDocument((state) => state.id)
  const draft = useStore(drafts.store, (state) => state.drafts[`${documentId}/${id}`])
  const shade = useView((state) => state.shade)
  const deployed = node.code ?? NO_FILES
  const files = draft ?? deployed
  const handler = node.properties?.['Handler']
  const entry = findEntry(files, typeof handler === 'string' ? handler : 'index.handler')
  const [chosen, setChosen] = useState<string | null>(null)
  const [naming, setNaming] = useState<Naming | null>(null)
  const file = chosen !== null && Object.hasOwn(files, chosen) ? chosen : entry
  const { host, editor, markers } = useFilesEditor({ node: id, files, file, shade })
  const changes = findChanges(deployed, files).length

  const named = (name: string | null) => {
    const from = naming?.from
    setNaming(null)
    if (name === null || name === from) return
    keepFiles(
      id,
      typeof from === 'string' ? renameFile(files, from, name) : { ...files, [name]: '' },
    )
    setChosen(name)
  }
  const useTemplate = (code: string) => {
    const name = file ?? 'index.mjs'
    keepFiles(id, { ...files, [name]: code })
    setChosen(name)
  }
  const templates = TEMPLATES.map(({ title, detail, code }): MenuEntry => ({
    label: title,
    detail,
    onSelect: () => useTemplate(code),
  }))
  const entries: readonly MenuEntry[] = [
    { label: 'New file', icon: 'plus', onSelect: () => setNaming({ from: null, text: '' }) },
    {
      label: 'Rename file',
      icon: 'edit',
      disabled: file === undefined,
      onSelect: () => setNaming({ from: file ?? null, text: file ?? '' }),
    },
    {
      label: 'Delete file',
      icon: 'trash',
      danger: true,
      disabled: file === undefined,
      onSelect: () => keepFiles(id, removeFile(files, file ?? '')),
    },
    { type: 'separator' },
    { label: 'Format', icon: 'layout', onSelect: () => void editor.current?.format() },
  ]
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 's' || !(event.metaKey || event.ctrlKey) || event.defaultPrevented) return
    event.preventDefault()
    deploy(id)
  }
  return (
    <section className="code" aria-label="Code" onKeyDown={onKeyDown}>
      <FileBar files={files} deployed={deployed} file={file} onShow={setChosen} entries={entries} />
      {naming !== null && <NameField naming={naming} files={files} onDone={named} />}
      <div ref={host} className="code-host" hidden={file === undefined} />
      {file === undefined && (
        <div className="code-empty">
          <strong>No code yet</strong>
          <span className="muted">Begin with a template, or add a file.</span>
        </div>
      )}
      <Errors
        markers={markers}
        onShow={(marker) => {
          setChosen(marker.file)
          editor.current?.show(marker.file)
          editor.current?.reveal(marker.line)
        }}
      />
      <div className="code-foot">
        <Button
          variant="primary"
          aria-label="Deploy"
          disabled={changes === 0}
          onClick={() => deploy(id)}
        >
          Deploy <Kbd>{showChord('mod+s')}</Kbd>
        </Button>
        <Menu side="top" entries={templates} trigger={<Button>Templates</Button>} />
        {changes > 0 && (
          <>
            <span className="muted small" role="status">
              {changes === 1 ? '1 change' : `${changes} changes`} not deployed
            </span>
            <Button size="small" variant="quiet" onClick={() => drafts.drop(documentId, id)}>
              Discard
            </Button>
          </>
        )}
      </div>
    </section>
  )
}
