import type { Scenario } from '#scenario/schema.ts'

/** A file name from a scenario's name: `Items API — a storm` → `items-api-a-storm`. */
export function fileNameOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return plain === '' ? 'scenario' : plain.slice(0, 60)
}

/** Hands a file to the visitor. */
export function download(name: string, type: string, content: string | Blob): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }))
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
  // The click has taken the address by the next task.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** The document as a file, indented so that it can be kept in git. */
export function exportJson(scenario: Scenario): void {
  const text = `${JSON.stringify(scenario, null, 2)}\n`
  download(`${fileNameOf(scenario.name)}.json`, 'application/json', text)
}
