import { showToast } from '#kit/showToast.ts'
import { drafts } from './drafts.ts'
import type { Files } from './files.ts'
import { catalog } from '#services/catalog.ts'
import { layerNameFrom, planLayer } from '#scenario/layers.ts'
import { LAYERS_MAX } from '#scenario/schema.ts'
import { nodeAt } from '../canvas/ConnectionHint.tsx'
import { download } from '../share/exportFile.ts'
import { getDocument } from '../stores/document.ts'
import { useView } from '../stores/view.ts'
import { type ZipContents, ZIP_BYTES_MAX } from '#services/readZip.ts'
import type { ZipResult, ZipTask } from './zip/zip.worker.ts'

/** Packs or unpacks beside the page, which goes on meanwhile. */
function work(task: ZipTask): Promise<ZipResult> {
  const worker = new Worker(new URL('./zip/zip.worker.ts', import.meta.url), {
    type: 'module',
    name: 'zip',
  })
  const result = new Promise<ZipResult>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<ZipResult>) => resolve(data))
    worker.addEventListener('error', ({ message }) => reject(new Error(message)))
    worker.postMessage(task)
  })
  return result.finally(() => worker.terminate())
}

/** The files of a ZIP, or why it cannot be taken. `takenBytes`: what layers take of the 250 MB. */
async function unpack(file: File, takenBytes: number): Promise<ZipContents> {
  if (file.size > ZIP_BYTES_MAX) {
    return {
      error: `${file.name} has ${file.size} bytes; Lambda takes ${ZIP_BYTES_MAX} at most in an upload`,
    }
  }
  const zip = new Uint8Array(await file.arrayBuffer())
  const result = await work({ type: 'read', zip, takenBytes })
  return result.type === 'read' ? result.contents : { error: `${file.name} cannot be read` }
}

const bytesOf = (files: Files): number =>
  Object.values(files).reduce(
    (sum, content) =>
      sum + (typeof content === 'string' ? content.length : (content.base64.length * 3) / 4),
    0,
  )

const findLayers = (node: string): Readonly<Record<string, Files>> =>
  getDocument().scenario.nodes.find(({ id }) => id === node)?.layers ?? {}

/** What a function's layers take of its 250 MB, about. */
const layerBytes = (node: string): number =>
  Math.ceil(Object.values(findLayers(node)).reduce((sum, files) => sum + bytesOf(files), 0))

/** Puts a deployment package in the place of a function's code, as UpdateFunctionCode does, and so into the run. */
async function uploadZip(node: string, file: File): Promise<void> {
  const contents = await unpack(file, layerBytes(node)).catch((error: unknown) => ({
    error: String(error),
  }))
  if ('error' in contents) {
    showToast({ title: 'Not uploaded', description: contents.error, tone: 'error' })
    return
  }
  const { id, dispatch } = getDocument()
  const [problem] = dispatch({ type: 'set-code', node, code: contents.files })
  if (problem !== undefined) {
    showToast({ title: 'Not uploaded', description: problem.message, tone: 'error' })
    return
  }
  drafts.drop(id, node)
  const count = Object.keys(contents.files).length
  showToast({
    title: `${file.name} is deployed`,
    description: `${count} ${count === 1 ? 'file' : 'files'}; new requests run in new execution environments.`,
    tone: 'success',
  })
}

const nodeOf = (id: string) => getDocument().scenario.nodes.find((node) => node.id === id)

/** What a function holds of its 250 MB beside one layer. */
const takenBeside = (node: string, layer: string): number => {
  const { code = {}, layers = {} } = nodeOf(node) ?? {}
  const others = Object.entries(layers).filter(([name]) => name !== layer)
  return Math.ceil(
    [code, ...others.map(([, files]) => files)].reduce((sum, files) => sum + bytesOf(files), 0),
  )
}

const refuseLayer = (description: string): void =>
  showToast({ title: 'No layer added', description, tone: 'error' })

/** Puts the files of a ZIP under `/opt`, as a layer named after it. */
async function uploadLayer(id: string, file: File): Promise<void> {
  const name = layerNameFrom(file.name)
  const contents = await unpack(file, takenBeside(id, name)).catch((error: unknown) => ({
    error: String(error),
  }))
  if ('error' in contents) {
    refuseLayer(contents.error)
    return
  }
  const node = nodeOf(id)
  if (node === undefined) return
  const edit = planLayer(node, name, contents.files)
  if (edit === null) {
    refuseLayer(`A function has ${LAYERS_MAX} layers at most: take one off first.`)
    return
  }
  const [problem] = getDocument().dispatch(edit)
  if (problem !== undefined) {
    refuseLayer(problem.message)
    return
  }
  showToast({
    title: `Layer ${name} is added`,
    description: 'Its files lie under /opt: nodejs/node_modules is where packages are looked for.',
    tone: 'success',
  })
}

function pick(picked: (file: File) => void): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.zip,application/zip'
  input.addEventListener('change', () => {
    const file = input.files?.[0]
    if (file !== undefined) picked(file)
  })
  input.click()
}

/** Asks for a ZIP by the browser's own picker and deploys it. */
export const pickZip = (node: string): void => pick((file) => void uploadZip(node, file))

/** The same for a layer. */
export const pickLayer = (node: string): void => pick((file) => void uploadLayer(node, file))

/** Hands over the files as a ZIP that Lambda takes as it is. */
export async function downloadZip(name: string, files: Files): Promise<void> {
  const result = await work({ type: 'write', files })
  if (result.type !== 'written') return
  download(`${name}.zip`, 'application/zip', new Blob([result.zip], { type: 'application/zip' }))
}

/** Deploys a dropped package to the function at a point of the window, else to the one that is selected. */
export async function dropZip(
  file: File,
  point: { readonly x: number; readonly y: number },
): Promise<void> {
  const { selection } = useView.getState()
  const wanted = nodeAt(point.x, point.y) ?? selection.nodes[0]
  const node = getDocument().scenario.nodes.find(({ id }) => id === wanted)
  if (node !== undefined && catalog[node.type].carries.code) return uploadZip(node.id, file)
  showToast({
    title: 'Whose code is this?',
    description: `Drop ${file.name} on a function, or select one first.`,
    tone: 'warning',
  })
}
