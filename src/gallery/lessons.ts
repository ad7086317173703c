import type { Lesson } from './lesson.ts'

/** A lesson as the gallery lists it; its steps come when it is opened. */
export interface LessonEntry {
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly load: () => Promise<Lesson>
}

/** Every lesson, in the order in which to take them. */
export const lessons: readonly LessonEntry[] = [
  {
    id: 'serverless-functions',
    title: 'What are serverless functions?',
    summary:
      'Why the first request is slow, what decides how many environments there are, and what memory buys.',
    load: async () => (await import('./lessons/serverlessFunctions.ts')).serverlessFunctions,
  },
  {
    id: 'lambda-emulator',
    title: 'How would you build a system that emulates Lambda functions?',
    summary: 'Environments as a state machine: one request each, reuse, expiry, limits, isolation.',
    load: async () => (await import('./lessons/lambdaEmulator.ts')).lambdaEmulator,
  },
  {
    id: 'cdn',
    title: 'How does a CDN work?',
    summary:
      'The same people with and without one: what distance costs, what may be kept, and by which key it is found.',
    load: async () => (await import('./lessons/cdn.ts')).cdn,
  },
  {
    id: 'cloud-storage',
    title: 'What is cloud storage?',
    summary:
      'Objects by key over HTTP: how fast, how large, how many at once, and what a write replaces.',
    load: async () => (await import('./lessons/cloudStorage.ts')).cloudStorage,
  },
]
