import { expect, type Locator, type Page } from '@playwright/test'

/** The whole screen, by region; everything is found by role and name, as a person finds it. */
export class AppPage {
  readonly page: Page
  readonly canvas: Locator
  readonly inspector: Locator
  readonly play: Locator
  readonly pause: Locator
  readonly step: Locator
  readonly clock: Locator
  readonly hashChip: Locator
  /** Errors that a test throws on purpose; all others fail it. */
  readonly expectedErrors: string[] = []

  constructor(page: Page) {
    this.page = page
    this.canvas = page.getByLabel('Canvas', { exact: true })
    this.inspector = page.getByRole('region', { name: 'Inspector' })
    this.play = page.getByRole('button', { name: 'Play', exact: true })
    this.pause = page.getByRole('button', { name: 'Pause', exact: true })
    this.step = page.getByRole('button', { name: 'Step one event' })
    this.clock = page.getByRole('timer', { name: 'Virtual clock' })
    this.hashChip = page.getByRole('button', { name: /^seed .* hash/ })
  }

  /** Opens the app; `fragment` is a share link's. Waits until the engine is ready. */
  async open(fragment = ''): Promise<void> {
    await this.page.goto(`./${fragment}`)
    await expect(this.play).toBeEnabled()
  }

  /** A node on the canvas by the name that stands on it. */
  node(name: string): Locator {
    return this.page
      .locator('.react-flow__node')
      .filter({ has: this.page.locator('.node-name', { hasText: new RegExp(`^${name}$`) }) })
  }

  async select(name: string): Promise<void> {
    await this.node(name).locator('.node-name').click()
    await expect(this.inspector.getByLabel('Name of this', { exact: false })).toHaveValue(name)
  }

  /** Drags a service from the palette to a place on the canvas, in pixels from its corner. */
  async drop(service: string, x: number, y: number): Promise<void> {
    await this.page
      .getByRole('button', { name: `Add ${service}` })
      .dragTo(this.canvas, { targetPosition: { x, y } })
  }

  /** Wires two nodes by dragging from port to port. */
  async wire(from: string, to: string): Promise<void> {
    const start = await this.page.getByLabel(`Output of ${from}`).boundingBox()
    const end = await this.page.getByLabel(`Input of ${to}`).boundingBox()
    if (start === null || end === null) throw new Error(`no ports between ${from} and ${to}`)
    await this.page.mouse.move(start.x + start.width / 2, start.y + start.height / 2)
    await this.page.mouse.down()
    await this.page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 })
    await this.page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 4 })
    await this.page.mouse.up()
  }

  async inspectorTab(name: string): Promise<void> {
    await this.inspector.getByRole('tab', { name, exact: true }).click()
  }

  async dockTab(name: string): Promise<void> {
    await this.page
      .getByRole('tab', { name: new RegExp(`^${name}`) })
      .last()
      .click()
  }

  /** Replaces the open file in the editor, as select-all and paste would. */
  async writeCode(text: string): Promise<void> {
    const editor = this.inspector.locator('.monaco-editor').first()
    await expect(editor).toBeVisible({ timeout: 30_000 })
    await editor.click()
    await this.page.keyboard.press('ControlOrMeta+A')
    await this.page.keyboard.insertText(text)
  }

  async deploy(): Promise<void> {
    await this.inspector.getByRole('button', { name: /^Deploy/ }).click()
  }

  async setSpeed(label: string): Promise<void> {
    await this.page.getByRole('button', { name: /^Speed/ }).click()
    await this.page.getByRole('menuitem', { name: label }).first().click()
  }

  /** Virtual seconds that the clock shows. */
  async seconds(): Promise<number> {
    const text = (await this.clock.textContent()) ?? ''
    const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number)
    return hours * 3_600 + minutes * 60 + seconds
  }

  async traceHash(): Promise<string> {
    return (await this.hashChip.getAttribute('data-hash')) ?? ''
  }

  /** Plays as fast as possible until nothing is left to happen, and answers the trace hash. */
  async runToTheEnd(): Promise<string> {
    await this.setSpeed('max')
    const before = await this.traceHash()
    await this.play.click()
    // Play is there until the click has taken effect, too: only a run that went on has another hash.
    const hasEnded = async (): Promise<boolean> =>
      (await this.play.isVisible()) &&
      (await this.step.isDisabled()) &&
      (await this.traceHash()) !== before
    await expect.poll(hasEnded, { timeout: 60_000 }).toBe(true)
    return this.traceHash()
  }

  /** The number at the end of a node's row: `cold starts 12 %` → 12. NaN while the row shows none yet, so that one can wait for it. */
  async row(node: string, label: string): Promise<number> {
    const text = (await this.node(node).innerText()).replaceAll(',', '')
    return Number(new RegExp(`${label}\\s+([\\d.]+)`).exec(text)?.[1] ?? Number.NaN)
  }
}
