import { Button } from '#kit/Button.tsx'
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { documents, getDocument } from '../stores/document.ts'

interface Props {
  /** What failed, in the visitor's words: `The inspector`. */
  readonly what: string
  readonly children: ReactNode
}

interface State {
  readonly error: Error | null
}

const saveAsFile = (): void => {
  const { scenario } = getDocument()
  const url = URL.createObjectURL(
    new Blob([JSON.stringify(scenario, null, 2)], { type: 'application/json' }),
  )
  const link = document.createElement('a')
  link.href = url
  link.download = `${scenario.name.replaceAll(/[^\w-]+/g, '-')}.json`
  link.click()
  URL.revokeObjectURL(url)
}

/** Holds back a failure of a part of the screen: the rest goes on, and the document is safe. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack)
    void documents.flush()
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <div className="failed-part" role="alert">
        <h2>{this.props.what} failed</h2>
        <p>{error.message}</p>
        <p className="muted">Your document is saved in this browser.</p>
        <div>
          <Button onClick={() => this.setState({ error: null })}>Try again</Button>
          <Button icon="download" onClick={saveAsFile}>
            Save it as a file
          </Button>
          <Button onClick={() => location.reload()}>Reload the page</Button>
        </div>
      </div>
    )
  }
}
