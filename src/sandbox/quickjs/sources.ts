/** The texts of the in-isolate modules by id: `crypto`, `timers/promises`, `internal/loop`, `@aws-sdk/client-dynamodb`. */
import { isUnserved, unservedText } from './unserved.ts'

export interface Sources {
  text(id: string): string | undefined
  /** Whether user code may import it. */
  readonly isPublic: (id: string) => boolean
}

/** From file names as they lie on disk (`node/timers/promises.cjs`, `sdk/@aws-sdk/x.cjs`) to ids. */
export function createSources(files: Readonly<Record<string, string>>): Sources {
  const texts = new Map<string, string>()
  for (const [path, text] of Object.entries(files)) {
    const [, folder, name] = /(?:^|\/)(node|sdk)\/(.+)\.cjs$/.exec(path) ?? []
    if (folder === undefined || name === undefined) continue
    const isInternal = name.startsWith('internal/')
    texts.set(folder === 'sdk' && isInternal ? `sdk/${name}` : name, text)
  }
  // `coldstart:sdk/internal/x` and `coldstart:node/internal/x` arrive here as `sdk/internal/x` and `internal/x`.
  return {
    text: (id) => texts.get(id) ?? unservedText(id),
    isPublic: (id) =>
      (texts.has(id) && !id.startsWith('internal/') && !id.startsWith('sdk/')) || isUnserved(id),
  }
}
