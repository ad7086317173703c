import type { Problem } from '#scenario/problems.ts'
import { showToast } from '#kit/showToast.ts'
import { create } from 'zustand'
import { getDocument } from '../stores/document.ts'
import { drafts, findChanges } from './drafts.ts'
import type { Files } from './files.ts'

const codeOf = (node: string): Files =>
  getDocument().scenario.nodes.find(({ id }) => id === node)?.code ?? {}

/** The files of a node as they are being edited. */
export const getFiles = (node: string): Files => drafts.find(getDocument().id, node) ?? codeOf(node)

/** Keeps `files` as the node's draft. */
export const keepFiles = (node: string, files: Files): void =>
  drafts.keep(getDocument().id, node, files, codeOf(node))

/**
 * Puts a node's draft into the document, and so into the run: new execution environments, as on AWS.
 * Answers whether there was something to deploy and it was taken.
 */
export function deploy(node: string): boolean {
  const { id, dispatch } = getDocument()
  const draft = drafts.find(id, node)
  if (draft === undefined || findChanges(codeOf(node), draft).length === 0) return false
  const [problem] = dispatch({ type: 'set-code', node, code: draft })
  if (problem !== undefined) {
    showToast({ title: 'Not deployed', description: problem.message, tone: 'error' })
    return false
  }
  drafts.drop(id, node)
  const found = selectCodeProblems(id)(useCodeProblems.getState())[node] ?? []
  const isBroken = found.some(({ kind }) => kind === 'error')
  showToast({
    title: isBroken ? 'Deployed as it is, with errors' : 'Deployed',
    description: isBroken
      ? 'As on AWS, nothing checks the code before it runs: requests will show what fails.'
      : 'New requests run in new execution environments.',
    tone: isBroken ? 'warning' : 'success',
  })
  return true
}

interface CodeProblems {
  /** Ids stand for other things in another document. */
  readonly document: string
  readonly byNode: Readonly<Record<string, readonly Problem[]>>
}

/** What the editor found in code as it is typed, of the document that is open. */
export const useCodeProblems = create<CodeProblems>(() => ({ document: '', byNode: {} }))

/** Takes the place of what was known of a node's code. */
export function tellCodeProblems(node: string, problems: readonly Problem[]): void {
  const { id } = getDocument()
  useCodeProblems.setState(({ document, byNode }) => ({
    document: id,
    byNode: { ...(document === id ? byNode : {}), [node]: problems },
  }))
}

/** All that is known of the code of the document `document`. */
export const selectCodeProblems =
  (document: string) =>
  ({ document: of, byNode }: CodeProblems): CodeProblems['byNode'] =>
    of === document ? byNode : EMPTY

const EMPTY: CodeProblems['byNode'] = {}
