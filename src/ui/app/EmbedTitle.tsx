import { Icon } from '#kit/Icon.tsx'
import { getDocument, useDocument } from '../stores/document.ts'

/** The document as it is now, whole, in a page of its own. The link's code comes when it is asked for. */
async function openWhole(): Promise<void> {
  const { linkOf } = await import('../share/shareUrl.ts')
  const link = linkOf(getDocument().scenario, { autoplay: false, embed: false }, location)
  open(link, '_blank', 'noopener')
}

/** What an embedded page shows, and the way to where one can change it. */
export function EmbedTitle() {
  const name = useDocument((state) => state.scenario.name)
  return (
    <div className="app-embed-title">
      <strong>{name}</strong>
      <button type="button" className="link-button" onClick={() => void openWhole()}>
        Open in Coldstart <Icon name="external" size={12} />
      </button>
    </div>
  )
}
