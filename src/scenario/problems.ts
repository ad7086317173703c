/** Something wrong or noteworthy about a document, at a place in it. */
export interface Problem {
  /** `error`: cannot run as it is · `warning`: runs, but hardly as meant · `ignored`: kept, not simulated. */
  readonly kind: 'error' | 'warning' | 'ignored'
  /** `nodes[3] ItemsFunction: properties.MemorySize` */
  readonly path: string
  /** `100 is below 128` */
  readonly message: string
  /** The node or edge to mark, where there is one. */
  readonly node?: string
  readonly edge?: string
}
