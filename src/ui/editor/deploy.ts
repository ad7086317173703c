import type { Problem } from '#scenario/problems.ts'
import { showToast } from '#kit/Toast.tsx'
import type { Files } from '#services/service.ts'
import { create } from 'zustand'
import { getDocument } from '../stores/document.ts'
import { drafts, findChanges } from './drafts.ts'

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
  showToast({
    title: 'Deployed',
    description: 'New requests run in new execution environments.',
    tone: 'success',
  })
  return true
}

/** What the editor found in code as it is typed, by node. */
export const useCodeProblems = create<{ readonly byNode: Readonly<Record<string, Problem[]>> }>(
  () => ({ byNode: {} }),
)
