import { useEffect, useState } from 'react'

/**
 * What `ask` answers, asked again every `everyMs` of real time, and at once when it is another function: give it a stable one.
 * `first` until there is an answer. A question that fails, or answers undefined, leaves what is shown as it is.
 */
export function usePolled<T>(ask: () => Promise<T | undefined>, first: T, everyMs: number): T {
  const [answer, setAnswer] = useState(first)
  useEffect(() => {
    let live = true
    const poll = () => {
      ask().then(
        (next) => {
          if (live && next !== undefined) setAnswer(() => next)
        },
        () => undefined,
      )
    }
    poll()
    const timer = setInterval(poll, everyMs)
    return () => {
      live = false
      clearInterval(timer)
    }
  }, [ask, everyMs])
  return answer
}
