import './share.css'
import { Button } from '#kit/Button.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { Switch } from '#kit/Switch.tsx'
import { TextField } from '#kit/TextField.tsx'
import { showToast } from '#kit/showToast.ts'
import { useMemo, useState } from 'react'
import { useDocument } from '../stores/document.ts'
import { useView } from '../stores/view.ts'
import { formatNumber } from '../timeline/clock.ts'
import { exportJson } from './exportFile.ts'
import { checkLength, linkOf } from './shareUrl.ts'

const copy = (text: string, what: string) => {
  void navigator.clipboard.writeText(text).then(
    () => showToast({ title: `${what} copied`, tone: 'success' }),
    () =>
      showToast({
        title: 'The browser did not let us copy',
        description: 'Select the text and copy it yourself.',
        tone: 'warning',
      }),
  )
}

function TooLong({ length }: { readonly length: number }) {
  const scenario = useDocument((state) => state.scenario)
  return (
    <div className="share" role="alert">
      <p>
        This scenario would make a link of {formatNumber(length)} characters: more than chats and
        mails carry whole. Send it as a file instead.
      </p>
      <div>
        <Button variant="primary" icon="download" onClick={() => exportJson(scenario)}>
          Download file
        </Button>
      </div>
    </div>
  )
}

function Content() {
  const scenario = useDocument((state) => state.scenario)
  const [autoplay, setAutoplay] = useState(false)
  const [embed, setEmbed] = useState(false)
  const link = useMemo(
    () => linkOf(scenario, { autoplay, embed }, location),
    [scenario, autoplay, embed],
  )
  if (checkLength(link.length) === 'too-long') return <TooLong length={link.length} />
  const frame = `<iframe src="${link}" width="100%" height="600" style="border:0"></iframe>`
  return (
    <div className="share">
      <div className="share-row">
        <TextField label="Link" value={link} onChange={() => {}} mono />
        <Button variant="primary" icon="copy" onClick={() => copy(link, 'Link')}>
          Copy link
        </Button>
      </div>
      <p className="muted small">
        <span className="mono">{formatNumber(link.length)}</span> characters. The whole scenario is
        in the part behind #, which browsers never send to a server.
      </p>
      <div className="share-options">
        <Switch label="Play when opened" layout="row" checked={autoplay} onChange={setAutoplay} />
        <Switch label="Clean view for embedding" layout="row" checked={embed} onChange={setEmbed} />
      </div>
      {embed && (
        <div className="share-row">
          <TextField label="HTML" value={frame} onChange={() => {}} mono />
          <Button icon="copy" onClick={() => copy(frame, 'HTML')}>
            Copy HTML
          </Button>
        </div>
      )}
    </div>
  )
}

/** Shares the open document: a link, or a file where a link would be too long. */
export function ShareDialog() {
  const open = useView((state) => state.dialog === 'share')
  const close = () => useView.getState().showDialog(null)
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Share this scenario"
      description="Whoever opens it gets the same run, event for event."
    >
      <Content />
    </Dialog>
  )
}
