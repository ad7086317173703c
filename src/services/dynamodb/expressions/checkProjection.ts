import type { PathNode } from './ast.ts'
import type { Cursor } from './cursor.ts'
import { type DocumentPath, findClash } from './documentPath.ts'
import type { Placeholders } from './placeholders.ts'
import { createFaults, resolvePath } from './resolve.ts'

type Category = 'reserved' | 'name' | 'overlap' | 'conflict'
const ORDER: readonly Category[] = ['reserved', 'name', 'overlap', 'conflict']

/** Replaces placeholders and refuses what AWS refuses, in its order. */
export function checkProjection(
  nodes: readonly PathNode[],
  placeholders: Placeholders,
  cursor: Cursor,
): readonly DocumentPath[] {
  const faults = createFaults<Category>()
  const paths: DocumentPath[] = []
  for (const node of nodes) {
    const path = resolvePath(
      node,
      placeholders,
      (detail) => faults.add('reserved', detail),
      (detail) => faults.add('name', detail),
    )
    for (const other of paths) {
      const clash = findClash(other, path)
      if (clash !== null) faults.add(clash.kind, clash.detail)
    }
    paths.push(path)
  }
  const detail = faults.first(ORDER)
  if (detail !== null) throw cursor.fail(detail)
  return paths
}
