/** Cells of one record. */
type Cells = readonly string[]

/**
 * Takes CSV apart by RFC 4180: a cell in quotes may hold delimiters, line ends and doubled quotes. Empty lines are no
 * records.
 */
export function* readCsv(text: string, delimiter: string): Generator<Cells, void, undefined> {
  let cells: string[] = []
  let cell = ''
  let isQuoted = false
  let wasQuoted = false
  const endCell = (): void => {
    cells.push(cell)
    cell = ''
  }
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at)
    if (isQuoted) {
      if (letter !== '"') cell += letter
      else if (text.charAt(at + 1) === '"') {
        cell += '"'
        at++
      } else isQuoted = false
    } else if (letter === '"' && cell === '' && !wasQuoted) {
      isQuoted = true
      wasQuoted = true
    } else if (letter === delimiter) {
      endCell()
      wasQuoted = false
    } else if (letter === '\n' || letter === '\r') {
      if (letter === '\r' && text.charAt(at + 1) === '\n') at++
      const isEmpty = cells.length === 0 && cell === '' && !wasQuoted
      if (!isEmpty) {
        endCell()
        yield cells
      }
      cells = []
      wasQuoted = false
    } else cell += letter
  }
  if (cells.length > 0 || cell !== '' || wasQuoted) {
    endCell()
    yield cells
  }
}
