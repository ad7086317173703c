/** A declaration file that the editor's language service knows: where it stands and what it says. */
export interface EditorType {
  readonly path: string
  readonly text: string
}

const sources = import.meta.glob<{ readonly editorTypes: readonly EditorType[] }>(
  './types/editorTypes.ts',
)

/** The types of what a handler may import. Loaded with the editor, never before. */
export async function loadEditorTypes(): Promise<readonly EditorType[]> {
  const loaded = await Promise.all(Object.values(sources).map((load) => load()))
  return loaded.flatMap(({ editorTypes }) => editorTypes)
}
