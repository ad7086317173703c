import './TopBar.css'
import { Button } from '#kit/Button.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { Kbd } from '#kit/Kbd.tsx'
import { Menu, type MenuEntry } from '#kit/Menu.tsx'
import { gallery } from '#gallery/gallery.ts'
import { lessons } from '#gallery/lessons.ts'
import { useState } from 'react'
import { getDocument, useDocument } from '../stores/document.ts'
import { type Theme, useView } from '../stores/view.ts'
import { chordFor, newDocument, openReady, startLesson } from './actions.ts'
import { showChord } from './keys.ts'
import logo from './logo.svg?url'

/** The code that makes links comes with the first one. */
const share = (): void => {
  void import('../share/copyLink.ts').then(({ copyLink }) => copyLink())
}

const shortcut = (id: string): string | undefined => {
  const chord = chordFor(id)
  return chord === undefined ? undefined : showChord(chord)
}

function DocumentName() {
  const name = useDocument((state) => state.scenario.name)
  const [draft, setDraft] = useState<string | null>(null)
  const commit = () => {
    const next = draft?.trim() ?? ''
    if (next !== '' && next !== name) getDocument().dispatch({ type: 'set-document', name: next })
    setDraft(null)
  }
  return (
    <input
      className="topbar-name"
      aria-label="Scenario name"
      spellCheck={false}
      maxLength={200}
      value={draft ?? name}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') setDraft(null)
      }}
    />
  )
}

const SAVED = {
  saved: 'saved locally',
  saving: 'saving…',
  failed: 'not saved: this browser’s storage refused',
} as const

function Saved() {
  const saved = useDocument((state) => state.saved)
  return (
    <span
      className="topbar-saved"
      role="status"
      data-tone={saved === 'failed' ? 'error' : undefined}
    >
      {SAVED[saved]}
    </span>
  )
}

function History() {
  const canUndo = useDocument((state) => state.canUndo)
  const canRedo = useDocument((state) => state.canRedo)
  return (
    <>
      <IconButton
        label="Undo"
        icon="undo"
        shortcut={shortcut('undo') ?? ''}
        disabled={!canUndo}
        data-history=""
        onClick={() => getDocument().undo()}
      />
      <IconButton
        label="Redo"
        icon="redo"
        shortcut={shortcut('redo') ?? ''}
        disabled={!canRedo}
        data-history=""
        onClick={() => getDocument().redo()}
      />
    </>
  )
}

const DOCUMENTS_SHOWN = 10

/** The visitor's own documents first, then where one learns, then the ready ones. */
function GalleryMenu() {
  const documents = useDocument((state) => state.documents)
  const open = useDocument((state) => state.id)
  const own = documents.slice(0, DOCUMENTS_SHOWN).map((document): MenuEntry => ({
    label: document.name,
    checked: document.id === open,
    onSelect: () => void getDocument().switchTo(document.id),
  }))
  const entries: readonly MenuEntry[] = [
    { label: 'New empty document', icon: 'plus', onSelect: newDocument },
    { type: 'separator' },
    ...(own.length === 0 ? [] : [{ type: 'label', label: 'In this browser' } as const, ...own]),
    { type: 'separator' },
    { type: 'label', label: 'Lessons' },
    ...lessons.map((lesson): MenuEntry => ({
      label: lesson.title,
      detail: lesson.summary,
      icon: 'play',
      onSelect: () => startLesson(lesson.id),
    })),
    { type: 'separator' },
    { type: 'label', label: 'Ready scenarios' },
    ...gallery.map((entry): MenuEntry => ({
      label: entry.title,
      detail: entry.summary,
      icon: 'file',
      onSelect: () => openReady(entry),
    })),
  ]
  return (
    <Menu wide align="end" entries={entries} trigger={<Button variant="plain">Gallery</Button>} />
  )
}

const THEMES: readonly { readonly theme: Theme; readonly label: string }[] = [
  { theme: 'light', label: 'Light' },
  { theme: 'dark', label: 'Dark' },
  { theme: 'system', label: 'As the system' },
]

function ThemeMenu() {
  const theme = useView((state) => state.theme)
  const shade = useView((state) => state.shade)
  return (
    <Menu
      align="end"
      entries={THEMES.map((each) => ({
        label: each.label,
        checked: each.theme === theme,
        onSelect: () => useView.getState().setTheme(each.theme),
      }))}
      trigger={<IconButton label="Theme" icon={shade === 'dark' ? 'moon' : 'sun'} />}
    />
  )
}

/** The bar along the top: what is open, and what can be done with it. */
export function TopBar() {
  const show = (dialog: 'commands' | 'import' | 'help') => () =>
    useView.getState().showDialog(dialog)
  return (
    <header className="topbar">
      <div className="topbar-brand">
        <img src={logo} alt="" width={20} height={20} />
        <h1>Coldstart</h1>
      </div>
      <div className="topbar-rule" />
      <DocumentName />
      <Saved />
      <div className="topbar-space" />
      <History />
      <GalleryMenu />
      <Button onClick={show('import')} data-wide="">
        Import / Export
      </Button>
      <Button onClick={show('commands')} data-wide="">
        <Kbd>{shortcut('commands')}</Kbd> commands
      </Button>
      <Button variant="primary" onClick={share}>
        Share link
      </Button>
      <ThemeMenu />
      <IconButton
        label="Keys and help"
        icon="help"
        shortcut={shortcut('help') ?? ''}
        onClick={show('help')}
      />
    </header>
  )
}
