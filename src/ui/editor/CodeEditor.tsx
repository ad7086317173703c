import './CodeEditor.css'
import { planWithoutLayer, showLayers } from '#scenario/layers.ts'
import type { Problem } from '#scenario/problems.ts'
import type { ScenarioNode } from '#scenario/schema.ts'
import type { CallSite } from '#services/view.ts'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { getDocument, useDocument } from '../stores/document.ts'
import { useView } from '../stores/view.ts'
import {
  Errors,
  FileBar,
  fileEntries,
  Foot,
  LayersLine,
  NameField,
  type Naming,
  NoCode,
} from './codeBars.tsx'
import { deploy, getFiles, keepFiles, tellCodeProblems } from './deploy.ts'
import { drafts, findChanges } from './drafts.ts'
import { type Files, findEntry, removeFile, renameFile, textFiles } from './files.ts'
import { downloadZip, pickLayer, pickZip } from './packages.ts'
import { type CodeMarker, type FilesEditor, openEditor } from './monaco.ts'

const NO_FILES: Files = {}

const toProblems = (node: string, markers: readonly CodeMarker[]): readonly Problem[] =>
  markers
    .filter(({ severity }) => severity === 'error')
    .map(({ file, line, message }) => ({
      kind: 'error',
      path: `${node}: ${file}:${line}`,
      message,
      node,
    }))

const deployOnKey = (event: KeyboardEvent, node: string): void => {
  if (event.key !== 's' || !(event.metaKey || event.ctrlKey) || event.defaultPrevented) return
  event.preventDefault()
  deploy(node)
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
        tellCodeProblems(node, toProblems(node, found))
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
    editor.current?.setFiles(textFiles(files))
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
  const asked = useView((state) => state.codeLine)
  const deployed = node.code ?? NO_FILES
  const files = draft ?? deployed
  const handler = node.properties?.['Handler']
  const entry = findEntry(files, typeof handler === 'string' ? handler : 'index.handler')
  const [chosen, setChosen] = useState<string | null>(null)
  /** The line that was asked for last. */
  const [sought, setSought] = useState<CallSite | null>(null)
  const [naming, setNaming] = useState<Naming | null>(null)
  if (asked !== null && asked.node === id && asked !== sought) {
    setSought(asked)
    setChosen(asked.file)
  }
  const file = chosen !== null && Object.hasOwn(files, chosen) ? chosen : entry
  const { host, editor, markers } = useFilesEditor({ node: id, files, file, shade })
  useEffect(() => {
    if (sought === null) return
    // Once: who then goes elsewhere in the code comes back to where that was.
    useView.setState({ codeLine: null })
    editor.current?.show(sought.file)
    editor.current?.reveal(sought.line)
  }, [sought, editor])
  const isBinary = file !== undefined && typeof files[file] === 'object'
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
  const entries = fileEntries({
    hasFile: file !== undefined,
    onNew: () => setNaming({ from: null, text: '' }),
    onRename: () => setNaming({ from: file ?? null, text: file ?? '' }),
    onDelete: () => keepFiles(id, removeFile(files, file ?? '')),
    onFormat: () => void editor.current?.format(),
    onUpload: () => pickZip(id),
    onDownload: () => void downloadZip(node.name ?? id, files),
    layers: showLayers(node),
    onAddLayer: () => pickLayer(id),
    onRemoveLayer: (layer) => void getDocument().dispatch(planWithoutLayer(node, layer)),
  })
  return (
    <section className="code" aria-label="Code" onKeyDown={(event) => deployOnKey(event, id)}>
      <FileBar files={files} deployed={deployed} file={file} onShow={setChosen} entries={entries} />
      <LayersLine layers={showLayers(node)} />
      {naming !== null && <NameField naming={naming} files={files} onDone={named} />}
      <div ref={host} className="code-host" hidden={file === undefined || isBinary} />
      {isBinary && <p className="code-none">{file} is not text: it cannot be edited here.</p>}
      {file === undefined && <NoCode />}
      <Errors
        markers={markers}
        onShow={(marker) => {
          setChosen(marker.file)
          editor.current?.show(marker.file)
          editor.current?.reveal(marker.line)
        }}
      />
      <Foot node={id} changes={changes} onTemplate={useTemplate} />
    </section>
  )
}
