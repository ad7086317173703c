import './panels.css'
import { Icon } from '#kit/Icon.tsx'
import type { Problem } from '#scenario/problems.ts'
import type { Scenario } from '#scenario/schema.ts'
import { useMemo } from 'react'
import { selectCodeProblems, useCodeProblems } from '../editor/deploy.ts'
import { useDocument } from '../stores/document.ts'
import { useRun } from '../stores/run.ts'
import { useView } from '../stores/view.ts'

const RANK = { error: 0, warning: 1, ignored: 2 } as const
const ICONS = { error: 'error', warning: 'warning', ignored: 'info' } as const
const TONES = { error: 'tone-fault', warning: 'tone-throttle', ignored: 'muted' } as const

/** Everything wrong or noteworthy, of the document and of its handlers: each once, the worst first. */
export function useProblems(): readonly Problem[] {
  const ofDocument = useDocument((state) => state.problems)
  const ofRun = useRun((state) => state.problems)
  const documentId = useDocument((state) => state.id)
  const ofCode = useCodeProblems(selectCodeProblems(documentId))
  return useMemo(() => {
    const seen = new Map<string, Problem>()
    for (const problem of [...ofDocument, ...ofRun, ...Object.values(ofCode).flat()]) {
      seen.set(`${problem.path}\n${problem.message}`, problem)
    }
    return [...seen.values()].sort((a, b) => RANK[a.kind] - RANK[b.kind])
  }, [ofDocument, ofRun, ofCode])
}

/** Where a problem is, by the names that stand on the canvas: `Web users → Hello`, `Hello: properties.MemorySize`. */
function placeOf({ path, node, edge }: Problem, { nodes, edges }: Scenario): string {
  const rest = path.replace(/^(?:nodes|edges)\[\d+\] [^\s:]+/, '')
  if (rest === path) return path
  const called = (id: string | undefined): string =>
    nodes.find((other) => other.id === id)?.name ?? id ?? ''
  const wire = edges.find(({ id }) => id === edge)
  if (wire === undefined) return called(node) + rest
  return `${called(wire.source)} → ${called(wire.target)}${rest}`
}

const show = ({ node, edge }: Problem) => {
  const { select, togglePanel } = useView.getState()
  select(node === undefined ? [] : [node], edge === undefined ? [] : [edge])
  togglePanel('inspector', true)
}

/** The list of problems; a click selects what it is about. */
export function ProblemsPanel() {
  const problems = useProblems()
  const scenario = useDocument((state) => state.scenario)
  if (problems.length === 0) {
    return (
      <div className="panel-empty">
        <strong>No problems</strong>
        <span>The document is sound and every handler compiles.</span>
      </div>
    )
  }
  return (
    <ul className="problem-list" aria-label="Problems" style={{ margin: 0, padding: 0 }}>
      {problems.map((problem) => (
        <li key={`${problem.path} ${problem.message}`} style={{ listStyle: 'none' }}>
          <button
            type="button"
            className="problem-row"
            disabled={problem.node === undefined && problem.edge === undefined}
            onClick={() => show(problem)}
          >
            <span className={TONES[problem.kind]}>
              <Icon name={ICONS[problem.kind]} />
            </span>
            <span>
              {problem.message}
              <span className="problem-path">
                {problem.kind} · {placeOf(problem, scenario)}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
