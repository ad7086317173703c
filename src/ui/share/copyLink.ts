import { showToast } from '#kit/showToast.ts'
import { getDocument } from '../stores/document.ts'
import { useView } from '../stores/view.ts'
import { formatNumber } from '../timeline/clock.ts'
import { checkLength, linkOf } from './shareUrl.ts'

/** Copies the open document's link with one click; tells what to do where that cannot be. */
export async function copyLink(): Promise<void> {
  const link = linkOf(getDocument().scenario, { autoplay: false, embed: false }, location)
  if (checkLength(link.length) === 'too-long') return useView.getState().showDialog('share')
  try {
    await navigator.clipboard.writeText(link)
    showToast({
      title: 'Link copied',
      description: `${formatNumber(link.length)} characters: the whole scenario is in it.`,
      tone: 'success',
      action: { label: 'Options…', onClick: () => useView.getState().showDialog('share') },
    })
  } catch {
    useView.getState().showDialog('share')
  }
}
