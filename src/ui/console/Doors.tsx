import { Select } from '#kit/Select.tsx'
import { useNames } from '../panels/names.ts'
import type { Door } from './readConsole.ts'

/** The choice of the node that is talked to. */
export function Doors({
  doors,
  node,
  onChange,
}: {
  readonly doors: readonly Door[]
  readonly node: string
  readonly onChange: (node: string) => void
}) {
  const nameOf = useNames()
  return (
    <div className="console-node">
      <Select
        label="To"
        hideLabel
        value={node}
        options={doors.map((door) => ({ value: door.node, label: nameOf(door.node) }))}
        onChange={onChange}
      />
    </div>
  )
}
