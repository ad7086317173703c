/** A declaration file for the editor's language service. */
interface EditorType {
  /** Where the language service finds it, as a URI. */
  readonly path: string
  readonly text: string
}

const written = import.meta.glob<string>('./texts/*.d.ts.txt', {
  query: '?raw',
  import: 'default',
  eager: true,
})

// The community's own types of Lambda's events (MIT, DefinitelyTyped), as installed.
const lambda = import.meta.glob<string>('/node_modules/@types/aws-lambda/**/*.d.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
  exhaustive: true,
})

const nameOf = (path: string): string => path.replace(/^.*\//, '').replace(/\.txt$/, '')

/** Types of what a handler may import: `aws-lambda`, the AWS SDK, Node's modules and globals. */
export const editorTypes: readonly EditorType[] = [
  ...Object.entries(written).map(([path, text]) => ({
    path: `file:///types/${nameOf(path)}`,
    text,
  })),
  ...Object.entries(lambda).map(([path, text]) => ({ path: `file://${path}`, text })),
]
