import './Palette.css'
import { Kbd } from '#kit/Kbd.tsx'
import { TextField } from '#kit/TextField.tsx'
import { Tooltip } from '#kit/Tooltip.tsx'
import { catalog, type Definition, type NodeType } from '#services/catalog.ts'
import type { NodeCategory } from '#services/definition.ts'
import { findView } from '#services/views.ts'
import { useState } from 'react'
import { addNode } from './canvasActions.ts'

/** What a dragged palette entry carries: the node's type. */
export const NODE_MIME = 'application/x-coldstart-node'

const CATEGORIES: readonly { readonly category: NodeCategory; readonly title: string }[] = [
  { category: 'traffic', title: 'Traffic' },
  { category: 'edge', title: 'Edge & API' },
  { category: 'compute', title: 'Compute' },
  { category: 'data', title: 'Data' },
  { category: 'events', title: 'Events' },
]

interface Entry {
  readonly type: NodeType
  readonly definition: Definition
}

const entries: readonly Entry[] = Object.values(catalog).map((definition) => ({
  type: definition.type,
  definition,
}))

/** Services whose title, type or description has every word of `query`. */
export function findServices(query: string): readonly Entry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter(({ definition: { title, type, description } }) => {
    const text = `${title} ${type} ${description}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

function Item({ entry, first }: { readonly entry: Entry; readonly first: boolean }) {
  const { type, definition } = entry
  return (
    <li>
      <Tooltip content={`${definition.description}. Drag it, or click to add.`} side="right">
        <button
          type="button"
          className="palette-item"
          aria-label={`Add ${definition.title}`}
          data-first={first ? '' : undefined}
          draggable
          onDragStart={(event) => {
            event.dataTransfer.setData(NODE_MIME, type)
            event.dataTransfer.effectAllowed = 'copy'
          }}
          onClick={() => addNode(type)}
        >
          <img src={findView(type).icon} alt="" width={20} height={20} draggable={false} />
          {definition.title}
        </button>
      </Tooltip>
    </li>
  )
}

/** The services that can be put on the canvas. */
export function Palette() {
  const [query, setQuery] = useState('')
  const found = findServices(query)
  const [first] = found
  return (
    <aside className="palette" aria-label="Services">
      <form
        className="palette-search"
        onSubmit={(event) => {
          event.preventDefault()
          if (first === undefined || query === '') return
          addNode(first.type)
          setQuery('')
          // The next key is for the canvas: ⌘Z, an arrow, Delete.
          if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
        }}
      >
        <TextField
          label="Add a service"
          hideLabel
          placeholder="Add a service…"
          value={query}
          onChange={setQuery}
          unit={<Kbd>/</Kbd>}
        />
      </form>
      <div className="palette-groups">
        {CATEGORIES.map(({ category, title }) => {
          const group = found.filter(({ definition }) => definition.category === category)
          if (group.length === 0) return null
          return (
            <section key={category} aria-label={title}>
              <h3>{title}</h3>
              <ul>
                {group.map((entry) => (
                  <Item key={entry.type} entry={entry} first={query !== '' && entry === first} />
                ))}
              </ul>
            </section>
          )
        })}
        {first === undefined && <p className="palette-none">No service is called “{query}”.</p>}
      </div>
    </aside>
  )
}
