/** The template for what the client accepts: its own type, JSON, or the first there is. */
export function pickTemplate(
  templates: Readonly<Record<string, string>>,
  accept: string,
): readonly [type: string, template: string] | undefined {
  const entries = Object.entries(templates)
  return (
    entries.find(([type]) => accept.includes(type)) ??
    entries.find(([type]) => type === 'application/json') ??
    entries[0]
  )
}
