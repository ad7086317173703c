import './share.css'
import { useEffect, useState } from 'react'
import { openFile, openText } from './openLink.ts'

const holdsFile = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes('Files') === true

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, [contenteditable], .monaco-editor') !== null

const looksLikeScenario = (text: string): boolean =>
  /^\s*\{[\s\S]*"coldstart"\s*:/.test(text) || /^\s*(https?:\/\/\S*#)?s\d+=\d/.test(text)

/** A package goes to a function; what unpacks it is fetched when it is needed. */
async function deployDropped(file: File, { clientX, clientY }: DragEvent): Promise<void> {
  const { dropZip } = await import('../editor/packages.ts')
  await dropZip(file, { x: clientX, y: clientY })
}

/** Lets the whole window take a dropped file, or a scenario or link pasted outside of any field. */
export function DropTarget() {
  const [over, setOver] = useState(false)
  useEffect(() => {
    let depth = 0
    const onEnter = (event: DragEvent) => {
      if (!holdsFile(event)) return
      depth++
      setOver(true)
    }
    const onLeave = (event: DragEvent) => {
      if (!holdsFile(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const onOver = (event: DragEvent) => {
      if (holdsFile(event)) event.preventDefault()
    }
    const onDrop = (event: DragEvent) => {
      depth = 0
      setOver(false)
      const file = event.dataTransfer?.files[0]
      // Whoever it was dropped on may have taken it: a bucket takes files as objects.
      if (file === undefined || event.defaultPrevented) return
      event.preventDefault()
      if (/\.zip$/i.test(file.name)) void deployDropped(file, event)
      else void openFile(file)
    }
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (isTyping(event.target) || !looksLikeScenario(text)) return
      event.preventDefault()
      openText(text, 'The pasted text')
    }
    const abort = new AbortController()
    const { signal } = abort
    addEventListener('dragenter', onEnter, { signal })
    addEventListener('dragleave', onLeave, { signal })
    addEventListener('dragover', onOver, { signal })
    addEventListener('drop', onDrop, { signal })
    addEventListener('paste', onPaste, { signal })
    return () => abort.abort()
  }, [])
  if (!over) return null
  return (
    <div className="share-overlay">
      <div>
        Drop a scenario to open it, a .zip on a function to deploy it, or files on a bucket’s list
      </div>
    </div>
  )
}
