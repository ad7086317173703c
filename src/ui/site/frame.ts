import guest from './guest.cjs?raw'

/**
 * Nothing but what is in the frame already: no host may be reached, whatever the site tries. Scripts and styles are its
 * own, inline or as blobs that the guest made of answers.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob: data:",
  "style-src 'unsafe-inline' blob: data:",
  'img-src blob: data:',
  'font-src blob: data:',
  'media-src blob: data:',
  "form-action 'none'",
  "base-uri 'none'",
].join('; ')

/** Scripts and forms; above all no origin: the site sees neither this page nor what it keeps. */
export const SANDBOX = 'allow-scripts allow-forms'

/** The document that every page of a site begins as. */
export const createFrameDocument = (): string =>
  [
    '<!doctype html><html><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<style>:root{color-scheme:light}body{font:14px/1.5 system-ui,sans-serif}</style>',
    `<script>${guest}</script>`,
    '</head><body></body></html>',
  ].join('')
