import { DropTarget } from './DropTarget.tsx'
import { ImportDialog, OpenFailureDialog } from './ImportDialog.tsx'
import { ShareDialog } from './ShareDialog.tsx'

/** All that brings scenarios in and takes them out: the dialogs, and the window as a place to drop files on. */
export function Sharing() {
  return (
    <>
      <ShareDialog />
      <ImportDialog />
      <OpenFailureDialog />
      <DropTarget />
    </>
  )
}
