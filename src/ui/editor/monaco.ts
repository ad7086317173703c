import 'monaco-editor/features/register.all'
import 'monaco-editor/languages/definitions/javascript/register'
import 'monaco-editor/languages/definitions/typescript/register'
import * as json from 'monaco-editor/languages/features/json/register'
import * as typescript from 'monaco-editor/languages/features/typescript/register'
import * as monaco from 'monaco-editor/editor'
import { readToken } from '../timeline/tokens.ts'
import { loadEditorTypes } from './loadTypes.ts'

/** What TypeScript says of code that Lambda runs as it is: type errors are hints here, syntax errors are errors. */
const COMPILER_OPTIONS = {
  allowJs: true,
  checkJs: true,
  allowNonTsExtensions: true,
  allowSyntheticDefaultImports: true,
  esModuleInterop: true,
  module: typescript.ModuleKind.ESNext,
  moduleResolution: typescript.ModuleResolutionKind.NodeJs,
  target: typescript.ScriptTarget.ESNext,
  lib: ['es2023'],
  noEmit: true,
  strict: false,
  noImplicitAny: false,
}

/** `Cannot find name`-like findings stay; these do not help in a handler. 7044: parameter implicitly has an `any` type. */
const IGNORED_CODES = [7044, 7016, 80001, 80005, 80007]

// Vite reads these literally, so each stands whole.
const workerOf = (label: string): Worker => {
  if (label === 'json') {
    return new Worker(new URL('./workers/json.ts', import.meta.url), { type: 'module' })
  }
  if (label === 'typescript' || label === 'javascript') {
    return new Worker(new URL('./workers/typescript.ts', import.meta.url), { type: 'module' })
  }
  return new Worker(new URL('./workers/plain.ts', import.meta.url), { type: 'module' })
}

/** Colours of the code, from the same tokens as everything else. */
function defineTheme(shade: 'light' | 'dark'): void {
  const hex = (token: string) => readToken(token)
  const bare = (token: string) => hex(token).replace('#', '')
  monaco.editor.defineTheme('coldstart', {
    base: shade === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: 'comment', foreground: bare('--muted') },
      { token: 'keyword', foreground: bare('--retry-text') },
      { token: 'string', foreground: bare('--ok-text') },
      { token: 'number', foreground: bare('--throttle-text') },
      { token: 'regexp', foreground: bare('--error-text') },
      { token: 'type', foreground: bare('--accent-text') },
    ],
    colors: {
      'editor.background': hex('--canvas'),
      'editor.foreground': hex('--text'),
      'editorLineNumber.foreground': hex('--muted'),
      'editorLineNumber.activeForeground': hex('--text'),
      'editorGutter.background': hex('--canvas'),
      'editorWidget.background': hex('--surface'),
      'editorWidget.border': hex('--line'),
      'editorSuggestWidget.background': hex('--surface'),
      'editorHoverWidget.background': hex('--surface'),
      focusBorder: hex('--accent'),
    },
  })
  monaco.editor.setTheme('coldstart')
}

let prepared = false

/** Sets the editor up once: workers, compiler options, the types of what Lambda offers. */
function prepare(): void {
  if (prepared) return
  prepared = true
  globalThis.MonacoEnvironment = { getWorker: (_, label) => workerOf(label) }
  for (const defaults of [typescript.javascriptDefaults, typescript.typescriptDefaults]) {
    defaults.setCompilerOptions(COMPILER_OPTIONS)
    defaults.setDiagnosticsOptions({ diagnosticCodesToIgnore: IGNORED_CODES })
    // Eager, so that files import each other's types before they were opened.
    defaults.setEagerModelSync(true)
  }
  json.jsonDefaults.setDiagnosticsOptions({ validate: true, allowComments: false })
  void loadEditorTypes().then((types) => {
    for (const { path, text } of types) {
      const file = path.startsWith('file://') ? path : `file:///${path.replace(/^\/+/, '')}`
      typescript.javascriptDefaults.addExtraLib(text, file)
      typescript.typescriptDefaults.addExtraLib(text, file)
    }
  })
}

const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  json: 'json',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
}

/** Monaco's name for the language of a file. */
export const languageOf = (file: string): string =>
  LANGUAGES[file.slice(file.lastIndexOf('.') + 1)] ?? 'plaintext'

const uriOf = (node: string, file: string): monaco.Uri =>
  monaco.Uri.parse(`file:///var/task/${node}/${file}`)

export interface CodeMarker {
  readonly file: string
  readonly line: number
  readonly message: string
  readonly severity: 'error' | 'warning'
}

/** One editor over the files of one function. */
export interface FilesEditor {
  /** Brings the models to these files; what did not change keeps its undo history. */
  setFiles(files: Readonly<Record<string, string>>): void
  show(file: string): void
  reveal(line: number): void
  format(): Promise<void>
  setShade(shade: 'light' | 'dark'): void
  dispose(): void
}

export interface FilesEditorOptions {
  readonly node: string
  readonly shade: 'light' | 'dark'
  readonly onChange: (file: string, text: string) => void
  readonly onMarkers: (markers: readonly CodeMarker[]) => void
  readonly onDeploy: () => void
}

const markersOf = (prefix: string): readonly CodeMarker[] =>
  monaco.editor.getModelMarkers({}).flatMap((marker) => {
    const path = marker.resource.toString()
    if (!path.startsWith(prefix) || marker.severity < monaco.MarkerSeverity.Warning) return []
    const severity = marker.severity === monaco.MarkerSeverity.Error ? 'error' : 'warning'
    const file = decodeURIComponent(path.slice(prefix.length))
    return [{ file, line: marker.startLineNumber, message: marker.message, severity }]
  })

/** Opens Monaco in `host`. */
export function openEditor(host: HTMLElement, options: FilesEditorOptions): FilesEditor {
  prepare()
  defineTheme(options.shade)
  const models = new Map<string, monaco.editor.ITextModel>()
  const prefix = uriOf(options.node, '').toString()
  const views = new Map<string, monaco.editor.ICodeEditorViewState | null>()
  let shown: string | null = null
  let quiet = false
  const editor = monaco.editor.create(host, {
    model: null,
    theme: 'coldstart',
    automaticLayout: true,
    // A text area, which the page's own shortcuts know for a field that is typed into.
    editContext: false,
    fixedOverflowWidgets: true,
    fontSize: 12,
    lineHeight: 18,
    fontFamily: readToken('--mono'),
    lineNumbersMinChars: 3,
    folding: false,
    glyphMargin: false,
    minimap: { enabled: false },
    padding: { top: 8, bottom: 8 },
    scrollBeyondLastLine: false,
    stickyScroll: { enabled: false },
    tabSize: 2,
    ariaLabel: 'Handler code',
  })
  editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS, options.onDeploy)
  const markers = monaco.editor.onDidChangeMarkers(() => options.onMarkers(markersOf(prefix)))

  const addModel = (file: string, text: string): void => {
    const uri = uriOf(options.node, file)
    monaco.editor.getModel(uri)?.dispose()
    const model = monaco.editor.createModel(text, languageOf(file), uri)
    model.onDidChangeContent(() => {
      if (!quiet) options.onChange(file, model.getValue())
    })
    models.set(file, model)
  }

  return {
    setFiles(files) {
      quiet = true
      for (const [file, model] of models) {
        if (Object.hasOwn(files, file)) continue
        model.dispose()
        models.delete(file)
        views.delete(file)
      }
      for (const [file, text] of Object.entries(files)) {
        const model = models.get(file)
        if (model === undefined) addModel(file, text)
        else if (model.getValue() !== text) model.setValue(text)
      }
      quiet = false
    },
    show(file) {
      const model = models.get(file)
      if (model === undefined || (shown === file && editor.getModel() === model)) return
      if (shown !== null) views.set(shown, editor.saveViewState())
      shown = file
      editor.setModel(model)
      const view = views.get(file)
      if (view !== undefined) editor.restoreViewState(view)
    },
    reveal(line) {
      editor.revealLineInCenter(line)
      editor.setPosition({ lineNumber: line, column: 1 })
      editor.focus()
    },
    async format() {
      await editor.getAction('editor.action.formatDocument')?.run()
    },
    setShade: defineTheme,
    dispose() {
      markers.dispose()
      editor.dispose()
      for (const model of models.values()) model.dispose()
    },
  }
}
