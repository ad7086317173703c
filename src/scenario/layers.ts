import { layerNameOf } from '#contracts/layers.ts'
import type { DocumentFiles } from '#contracts/files.ts'
import type { ScenarioEdit } from './edit.ts'
import { LAYERS_MAX, type ScenarioNode } from './schema.ts'

const NAME_LENGTH_MAX = 64

type Layered = Pick<ScenarioNode, 'id' | 'properties' | 'layers'>

/** A function's layers as `Layers` lists them: the later ones win. */
function layersOf({ properties }: Pick<ScenarioNode, 'properties'>): readonly string[] {
  const listed = properties?.['Layers']
  return Array.isArray(listed) ? listed.map(String) : []
}

/** A layer as its function's code is shown with it. */
export interface ShownLayer {
  /** As `Layers` names it: its name or its ARN. */
  readonly layer: string
  readonly name: string
  /** How many files the document holds of it; null: none at all. */
  readonly files: number | null
}

/** A function's layers, in the order in which they are laid over one another. */
export const showLayers = (
  node: Pick<ScenarioNode, 'properties' | 'layers'>,
): readonly ShownLayer[] =>
  layersOf(node).map((layer) => {
    const name = layerNameOf(layer)
    const files = node.layers?.[layer] ?? node.layers?.[name]
    return { layer, name, files: files === undefined ? null : Object.keys(files).length }
  })

/** What a layer is called that comes as this file: letters, digits, - and _, as AWS has them. */
export const layerNameFrom = (fileName: string): string => {
  const name = fileName
    .replace(/\.zip$/i, '')
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .slice(0, NAME_LENGTH_MAX)
  return name === '' ? 'layer' : name
}

const change = (
  node: Layered,
  layers: NonNullable<ScenarioNode['layers']>,
  listed: readonly string[],
): ScenarioEdit => {
  const { Layers: _before, ...others } = node.properties ?? {}
  const properties = listed.length === 0 ? others : { ...others, Layers: listed }
  return {
    type: 'batch',
    edits: [
      { type: 'set-layers', node: node.id, layers },
      { type: 'set-properties', node: node.id, properties },
    ],
  }
}

/** Puts a layer on top of the others, or its files in the place of those of the same name; null where there are five. */
export function planLayer(node: Layered, name: string, files: DocumentFiles): ScenarioEdit | null {
  const listed = layersOf(node)
  const isThere = listed.some((layer) => layerNameOf(layer) === name)
  if (!isThere && listed.length >= LAYERS_MAX) return null
  return change(node, { ...node.layers, [name]: files }, isThere ? listed : [...listed, name])
}

/** Takes a layer off, with its files. */
export function planWithoutLayer(node: Layered, layer: string): ScenarioEdit {
  const name = layerNameOf(layer)
  const kept = Object.entries(node.layers ?? {}).filter(([key]) => key !== name && key !== layer)
  const listed = layersOf(node).filter((each) => each !== layer)
  return change(node, Object.fromEntries(kept), listed)
}
