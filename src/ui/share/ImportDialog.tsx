import './share.css'
import { Button } from '#kit/Button.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { TextField } from '#kit/TextField.tsx'
import { showToast } from '#kit/showToast.ts'
import { useRef, useState } from 'react'
import { getDocument } from '../stores/document.ts'
import { useView } from '../stores/view.ts'
import { download, exportJson, fileNameOf } from './exportFile.ts'
import { openFile, openText, useOpenFailure } from './openLink.ts'
import { drawPicture, toPng } from './picture.ts'

const close = () => useView.getState().showDialog(null)

/** Asks for a file and opens it. */
function FileButton() {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="Scenario file"
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file === undefined) return
          close()
          void openFile(file)
        }}
      />
      <Button icon="upload" onClick={() => input.current?.click()}>
        Choose file
      </Button>
    </>
  )
}

async function exportPng(): Promise<void> {
  const { scenario } = getDocument()
  try {
    const blob = await toPng(drawPicture(scenario, useView.getState().shade))
    download(`${fileNameOf(scenario.name)}.png`, 'image/png', blob)
  } catch (reason) {
    const description = reason instanceof Error ? reason.message : String(reason)
    showToast({ title: 'No picture', description, tone: 'error' })
  }
}

function exportSvg(): void {
  const { scenario } = getDocument()
  const svg = drawPicture(scenario, useView.getState().shade)
  download(`${fileNameOf(scenario.name)}.svg`, 'image/svg+xml', svg)
}

function Content() {
  const [text, setText] = useState('')
  return (
    <div className="share">
      <div className="share-drop">
        <span>Drop a scenario file anywhere on this page, or</span>
        <FileButton />
      </div>
      <TextField
        label="Paste a scenario or a link"
        rows={4}
        mono
        value={text}
        onChange={setText}
        placeholder='{ "coldstart": 1, … }'
      />
      <div>
        <Button
          variant="primary"
          disabled={text.trim() === ''}
          onClick={() => {
            close()
            openText(text, 'The pasted text')
          }}
        >
          Open
        </Button>
      </div>
      <h3 className="form-heading">Export</h3>
      <div className="share-row">
        <Button icon="download" onClick={() => exportJson(getDocument().scenario)}>
          JSON file
        </Button>
        <Button icon="download" onClick={exportSvg}>
          SVG picture
        </Button>
        <Button icon="download" onClick={() => void exportPng()}>
          PNG picture
        </Button>
      </div>
    </div>
  )
}

/** Brings scenarios in and takes them out. What is opened stands beside the visitor's own documents. */
export function ImportDialog() {
  const open = useView((state) => state.dialog === 'import')
  return (
    <Dialog open={open} onClose={close} title="Import / Export">
      <Content />
    </Dialog>
  )
}

/** Says what could not be opened, with every problem and its place. The open document is as it was. */
export function OpenFailureDialog() {
  const failure = useOpenFailure((state) => state.failure)
  const dismiss = () => useOpenFailure.setState({ failure: null })
  return (
    <Dialog
      open={failure !== null}
      onClose={dismiss}
      title={`${failure?.what ?? 'It'} could not be opened`}
      description="Nothing was changed: your document is as it was."
      actions={
        <Button variant="primary" onClick={dismiss}>
          OK
        </Button>
      }
    >
      <ul className="share-problems" aria-label="Problems">
        {failure?.problems.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {path !== '' && <code>{path}</code>} {message}
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
