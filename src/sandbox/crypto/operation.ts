/** Takes so many ticks of the slice at once; throws where nothing is left of it. */
export type Afford = (ticks: number) => void

/** What an operation may use beside its inputs. */
export interface Surroundings {
  readonly afford: Afford
  /** Fills with the environment's own chance. */
  readonly fill: (bytes: Uint8Array) => Uint8Array
}

/** What a built-in says of an operation, and the bytes that it works on. */
export interface Request {
  readonly parameters: Readonly<Record<string, unknown>>
  readonly inputs: readonly Uint8Array[]
}

export interface Answer {
  readonly bytes?: readonly Uint8Array[]
  readonly value?: unknown
}

export type Operation = (request: Request, surroundings: Surroundings) => Answer

export const textOf = ({ parameters }: Request, name: string): string => {
  const value = parameters[name]
  return typeof value === 'string' ? value : ''
}
export const numberOf = ({ parameters }: Request, name: string): number => {
  const value = parameters[name]
  return typeof value === 'number' ? value : 0
}
export const isSet = ({ parameters }: Request, name: string): boolean => parameters[name] === true
const EMPTY = new Uint8Array(0)
export const inputOf = ({ inputs }: Request, index: number): Uint8Array => inputs[index] ?? EMPTY
