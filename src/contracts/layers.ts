import type { Files } from './files.ts'

const LAYER_ARN = /^arn:aws[a-z-]*:lambda:[^:]*:[^:]*:layer:([^:]+)(?::\d+)?$/

/** What a node calls the layer that `Layers` names: by the name in its ARN, or by itself. */
export const layerNameOf = (layer: string): string => LAYER_ARN.exec(layer)?.[1] ?? layer

const NO_FILES: Files = {}
const merged = new WeakMap<Readonly<Record<string, Files>>, Map<string, Files>>()

/**
 * The layers laid over one another under `/opt`, later ones over earlier ones; a layer that the node does not carry has no
 * files. https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html. The same object for the same layers.
 */
export function mergeLayers(
  names: readonly string[],
  layers: Readonly<Record<string, Files>>,
): Files {
  if (names.length === 0) return NO_FILES
  const known = merged.get(layers) ?? new Map<string, Files>()
  merged.set(layers, known)
  const key = JSON.stringify(names)
  const before = known.get(key)
  if (before !== undefined) return before
  const files = Object.assign({}, ...names.map((name) => layers[name] ?? layers[layerNameOf(name)]))
  known.set(key, files)
  return files
}
