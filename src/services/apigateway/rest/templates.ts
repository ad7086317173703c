import { RE2JS } from 're2js'
import { renderTemplate } from './template/render.ts'
import { parseTemplate, type Template } from './template/syntax.ts'
import { TemplateError } from './template/value.ts'
import { createVariables, PayloadError, type TemplateInput } from './template/variables.ts'

/** What a template made, or why it made nothing. */
export type Rendered =
  | { readonly type: 'text'; readonly text: string }
  /** The payload is not what the template takes it for: the client's mistake. */
  | { readonly type: 'payload'; readonly message: string }
  | { readonly type: 'failed'; readonly message: string }

/** An API's templates and patterns, taken apart once. */
export interface Templates {
  render(source: string, input: TemplateInput): Rendered
  /** Whether `text` fits a selection pattern, as Java's `matches` tells: from end to end. */
  matches(pattern: string, text: string): boolean
}

/** Creates the templates of one deployment of the document. */
export function createTemplates(): Templates {
  const parsed = new Map<string, Template | TemplateError>()
  const patterns = new Map<string, RE2JS | null>()

  const parse = (source: string): Template | TemplateError => {
    const known = parsed.get(source)
    if (known !== undefined) return known
    let made: Template | TemplateError
    try {
      made = parseTemplate(source)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      made = error
    }
    parsed.set(source, made)
    return made
  }

  const compile = (pattern: string): RE2JS | null => {
    const known = patterns.get(pattern)
    if (known !== undefined) return known
    let made: RE2JS | null = null
    try {
      made = RE2JS.compile(pattern)
    } catch {
      // Not valid: it fits nothing.
    }
    patterns.set(pattern, made)
    return made
  }

  return {
    render(source, input) {
      const template = parse(source)
      if (template instanceof TemplateError) return { type: 'failed', message: template.message }
      try {
        return { type: 'text', text: renderTemplate(template, createVariables(input)) }
      } catch (error) {
        if (error instanceof PayloadError) return { type: 'payload', message: error.message }
        // The stack ends where values or blocks are nested beyond all measure.
        if (error instanceof TemplateError || error instanceof RangeError) {
          return { type: 'failed', message: error.message }
        }
        throw error
      }
    },
    matches: (pattern, text) => compile(pattern)?.matches(text) ?? false,
  }
}
