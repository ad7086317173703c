import type { BundleFiles } from '../runtime.ts'

const NAME = /^\s*(?:type\s+)?([A-Za-z_$][\w$]*)(?:\s+as\s+[\w$]+|\s*:\s*[\w$]+)?\s*$/
/**
 * The names that a function's files take from such a client. It has every name of the service's, which an ES module has to
 * list: those that somebody asks for.
 */
export function namesTakenFrom(specifier: string, files: BundleFiles): readonly string[] {
  const names = new Set<string>()
  const quoted = `['"]${specifier.replaceAll(/[/.]/g, '\\$&')}['"]`
  const list = new RegExp(
    `\\{([^{}]*)\\}\\s*(?:from\\s*${quoted}|=\\s*(?:await\\s+import|require)\\s*\\(\\s*${quoted})`,
    'g',
  )
  const space = new RegExp(`\\*\\s*as\\s+([\\w$]+)\\s*from\\s*${quoted}`, 'g')
  for (const text of Object.values(files)) {
    if (typeof text !== 'string' || !text.includes(specifier)) continue
    for (const [, inner = ''] of text.matchAll(list)) {
      for (const part of inner.split(',')) {
        const name = NAME.exec(part)?.[1]
        if (name !== undefined) names.add(name)
      }
    }
    for (const [, local = ''] of text.matchAll(space)) {
      const member = new RegExp(`\\b${local.replaceAll('$', '\\$')}\\.([A-Za-z_$][\\w$]*)`, 'g')
      for (const [, name = ''] of text.matchAll(member)) names.add(name)
    }
  }
  return [...names]
}

/** Whether a function's files take a built-in as a whole namespace, or in a way that does not tell what they take. */
export function isTakenWhole(name: string, ...all: readonly (BundleFiles | undefined)[]): boolean {
  const quoted = `['"](?:node:)?${name}['"]`
  const whole = new RegExp(
    `\\*\\s*(?:as\\s+[\\w$]+\\s*)?from\\s*${quoted}|\\bimport\\s*\\(\\s*(?:${quoted}|[^'"\\s])`,
  )
  return all.some((files) =>
    Object.values(files ?? {}).some((text) => typeof text === 'string' && whole.test(text)),
  )
}
