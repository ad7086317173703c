import type { PathNode } from './ast.ts'
import type { Cursor } from './cursor.ts'
import { NO_KEYWORDS, parsePath } from './parseOperand.ts'

/** `a, b.c, d[0]` */
export function parseProjection(cursor: Cursor): readonly PathNode[] {
  const paths: PathNode[] = []
  do paths.push(parsePath(cursor, NO_KEYWORDS))
  while (cursor.accept(','))
  if (cursor.peek().kind !== 'end') throw cursor.syntaxError()
  return paths
}
