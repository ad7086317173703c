/** Amazon Ion's own library, and what reads and writes rows by it. */
export type IonRows = typeof import('./ion.ts')

let loaded: IonRows | null = null

/** Loads it with the first transfer that needs it. */
export function loadIon(): IonRows | Promise<IonRows> {
  return (
    loaded ??
    import('./ion.ts').then((module) => {
      loaded = module
      return module
    })
  )
}
