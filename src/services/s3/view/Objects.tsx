import './Objects.css'
import { useCallback, useState } from 'react'
import { Button } from '#kit/Button.tsx'
import { formatBytes, formatNumber } from '#kit/format.ts'
import { IconButton } from '#kit/IconButton.tsx'
import { Switch } from '#kit/Switch.tsx'
import { usePolled } from '#kit/usePolled.ts'
import { Table } from '#kit/Table.tsx'
import type { PanelProps, RawProperties } from '#services/view.ts'
import type {
  ObjectAnswer,
  ObjectQuery,
  ObjectRow,
  ObjectsPage,
  ObjectsQuery,
  s3Definition,
  S3State,
} from '../definition.ts'
import { formatTime } from './clock.ts'
import {
  KEPT_BYTES_MAX,
  nameIn,
  planCrumbs,
  planPreview,
  readObjectAnswer,
  readObjectsPage,
  toBase64,
  toBytes,
  toSeed,
} from './objects.ts'

/** How often a shown folder is read again while the run changes it; ms. */
const REFRESH_MS = 500
const PREVIEW_BYTES = 262_144
const DOWNLOAD_BYTES = 16_777_216
/** Bytes of one upload: a command of a page, and a part of the run's record. */
const UPLOAD_BYTES_MAX = 8_388_608

type Props = PanelProps<typeof s3Definition, S3State>
type JsonValue = RawProperties[string]

/** Where in the bucket one looks. */
interface Place {
  readonly prefix: string
  readonly after: string
  readonly versions: boolean
}

function useFolder(read: Props['read'], { prefix, after, versions }: Place): ObjectsPage | null {
  const ask = useCallback(async () => {
    const query: ObjectsQuery = { type: 'objects', prefix, after, versions }
    return readObjectsPage(await read(query)) ?? undefined
  }, [read, prefix, after, versions])
  return usePolled<ObjectsPage | null>(ask, null, REFRESH_MS)
}

async function readObject(
  read: Props['read'],
  { key, versionId }: ObjectRow,
  bytesMax: number,
): Promise<ObjectAnswer | null> {
  const query: ObjectQuery = { type: 'object', key, versionId, bytesMax }
  return readObjectAnswer(await read(query))
}

async function download(read: Props['read'], row: ObjectRow): Promise<void> {
  const answer = await readObject(read, row, DOWNLOAD_BYTES)
  if (answer === null) return
  // Always as a file: whatever it is, the page does not open it.
  const url = URL.createObjectURL(
    new Blob([toBytes(answer.base64)], { type: 'application/octet-stream' }),
  )
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = row.key.split('/').at(-1) ?? row.key
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

function Preview({
  answer,
  onClose,
}: {
  readonly answer: ObjectAnswer
  readonly onClose: () => void
}) {
  const { row } = answer
  const preview = planPreview(answer)
  const facts = [
    row.contentType,
    row.storageClass,
    formatTime(row.lastModified),
    `ETag ${answer.etag}`,
    ...(row.versionId === 'null' ? [] : [`version ${row.versionId}`]),
    ...Object.entries(answer.metadata).map(([name, value]) => `x-amz-meta-${name}: ${value}`),
    ...Object.entries(answer.tags).map(([name, value]) => `tag ${name}=${value}`),
  ]
  return (
    <section className="objects-preview" aria-label={`Preview of ${row.key}`}>
      <div className="objects-bar">
        <strong title={row.key}>{row.key}</strong>
        <IconButton label="Close the preview" icon="close" size="small" onClick={onClose} />
      </div>
      {preview.type === 'image' && <img src={preview.url} alt={row.key} />}
      {preview.type === 'text' && <pre>{preview.text}</pre>}
      {preview.type === 'none' && <p className="muted small">No preview of this kind of object.</p>}
      {preview.type === 'text' && !answer.isWhole && (
        <p className="muted small">The first {formatBytes(PREVIEW_BYTES)}.</p>
      )}
      <ul>
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
    </section>
  )
}

/** Where files are dropped, or chosen: each becomes an object of the folder. */
function Upload(props: {
  readonly prefix: string
  readonly isKept: boolean
  readonly onKeep: (isKept: boolean) => void
  readonly put: (key: string, file: File) => Promise<string | null>
}) {
  const { prefix, isKept, onKeep, put } = props
  const [said, setSaid] = useState<string | null>(null)
  const [isOver, setOver] = useState(false)
  const take = async (files: readonly File[]): Promise<void> => {
    const problems: string[] = []
    for (const file of files) {
      const problem = await put(prefix + file.name, file)
      if (problem !== null) problems.push(problem)
    }
    const done = files.length - problems.length
    setSaid(
      [`${formatNumber(done)} ${done === 1 ? 'object' : 'objects'} put`, ...problems].join('. '),
    )
  }
  return (
    <div
      className="objects-drop"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        void take([...event.dataTransfer.files])
      }}
    >
      <label className="kit-button" data-variant="plain" data-size="medium">
        Upload files
        <input
          type="file"
          multiple
          className="visually-hidden"
          onChange={({ target }) => {
            const files = [...(target.files ?? [])]
            target.value = ''
            void take(files)
          }}
        />
      </label>
      <span className="muted small">or drop them here</span>
      <Switch label="Keep in the scenario" checked={isKept} onChange={onKeep} />
      {said !== null && <p role="status">{said}</p>}
    </div>
  )
}

function ObjectTable(props: {
  readonly place: Place
  readonly page: ObjectsPage
  readonly onOpen: (prefix: string) => void
  readonly onPreview: (row: ObjectRow) => void
  readonly onDownload: (row: ObjectRow) => void
  readonly onDelete: (row: ObjectRow) => void
}) {
  const { place, page } = props
  return (
    <Table
      label="Objects"
      columns={['Name', ...(place.versions ? ['Version'] : []), 'Size', { actions: 'Actions' }]}
    >
      {page.folders.map((folder) => (
        <tr key={folder}>
          <td colSpan={place.versions ? 4 : 3}>
            <button type="button" className="link-button" onClick={() => props.onOpen(folder)}>
              {nameIn(folder, place.prefix)}
            </button>
          </td>
        </tr>
      ))}
      {page.objects.map((row) => {
        const name = nameIn(row.key, place.prefix)
        const title = place.versions ? `${name} ${row.versionId}` : name
        return (
          <tr key={`${row.key} ${row.versionId}`} data-old={!row.isLatest}>
            <td title={row.key}>
              {row.isDeleteMarker ? (
                <s>{name}</s>
              ) : (
                <button type="button" className="link-button" onClick={() => props.onPreview(row)}>
                  {name}
                </button>
              )}
            </td>
            {place.versions && (
              <td title={row.versionId}>
                {row.isDeleteMarker ? 'delete marker' : row.versionId.slice(0, 8)}
              </td>
            )}
            <td>{row.isDeleteMarker ? '' : formatBytes(row.size)}</td>
            <td className="objects-buttons" data-actions>
              {!row.isDeleteMarker && (
                <IconButton
                  label={`Download ${title}`}
                  icon="download"
                  size="small"
                  onClick={() => props.onDownload(row)}
                />
              )}
              <IconButton
                label={`Delete ${title}`}
                icon="trash"
                size="small"
                onClick={() => props.onDelete(row)}
              />
            </td>
          </tr>
        )
      })}
    </Table>
  )
}

const isList = (data: JsonValue | undefined): data is readonly JsonValue[] => Array.isArray(data)

/** The document's objects with one more, which replaces one of the same key. */
const withSeed = (data: JsonValue | undefined, seed: { readonly Key: string }): JsonValue => [
  ...(isList(data) ? data : []).filter(
    (each) =>
      typeof each !== 'object' || each === null || !('Key' in each) || each['Key'] !== seed.Key,
  ),
  { ...seed },
]

/** Puts files: into the document, and so into the run, or into the run alone. Answers what is wrong; null: nothing. */
function usePut({ source, editData, command }: Props, isKept: boolean) {
  return useCallback(
    async (key: string, file: File): Promise<string | null> => {
      const bytes = new Uint8Array(await file.arrayBuffer())
      if (isKept && bytes.length > KEPT_BYTES_MAX) {
        return `${file.name} is larger than ${formatBytes(KEPT_BYTES_MAX)}, which is too long for a link: do not keep it, or generate it`
      }
      if (isKept) return editData(withSeed(source.data, toSeed(key, file.type, bytes)))[0] ?? null
      if (bytes.length > UPLOAD_BYTES_MAX) {
        return `${file.name} is larger than ${formatBytes(UPLOAD_BYTES_MAX)}`
      }
      command({ type: 'put-object', key, contentType: file.type, base64: toBase64(bytes) })
      return null
    },
    [source.data, editData, command, isKept],
  )
}

function Crumbs(props: {
  readonly prefix: string
  readonly bucket: string
  readonly onOpen: (prefix: string) => void
}) {
  return (
    <nav aria-label="Folder" className="objects-crumbs">
      {planCrumbs(props.prefix, props.bucket).map(({ title, prefix }) => (
        <button
          key={prefix}
          type="button"
          className="link-button"
          aria-current={prefix === props.prefix ? 'location' : undefined}
          onClick={() => props.onOpen(prefix)}
        >
          {title}/
        </button>
      ))}
    </nav>
  )
}

/** The bucket's objects as folders, as they are in the running bucket; and what the console can do with them. */
export function Objects(props: Props) {
  const { properties, nodeId, read, command } = props
  const [place, setPlace] = useState<Place>({ prefix: '', after: '', versions: false })
  const [isKept, setKept] = useState(true)
  const [shown, setShown] = useState<ObjectAnswer | null>(null)
  const page = useFolder(read, place)
  const put = usePut(props, isKept)
  const open = (prefix: string): void => setPlace({ ...place, prefix, after: '' })
  const isEmpty = page !== null && page.folders.length + page.objects.length === 0
  return (
    <div className="objects">
      <Crumbs prefix={place.prefix} bucket={properties.BucketName ?? nodeId} onOpen={open} />
      <Upload prefix={place.prefix} isKept={isKept} onKeep={setKept} put={put} />
      {properties.VersioningConfiguration !== undefined && (
        <Switch
          label="Show versions"
          checked={place.versions}
          onChange={(versions) => setPlace({ ...place, versions, after: '' })}
        />
      )}
      {isEmpty && <p className="muted small">Nothing here. Upload a file, or let a run write.</p>}
      {page !== null && !isEmpty && (
        <ObjectTable
          place={place}
          page={page}
          onOpen={open}
          onPreview={(row) => void readObject(read, row, PREVIEW_BYTES).then(setShown)}
          onDownload={(row) => void download(read, row)}
          onDelete={({ key, versionId }) =>
            command({
              type: 'delete-object',
              key,
              versionId: place.versions ? versionId : null,
            })
          }
        />
      )}
      {(place.after !== '' || page?.next != null) && (
        <div className="objects-bar">
          <Button
            size="small"
            variant="quiet"
            disabled={place.after === ''}
            onClick={() => setPlace({ ...place, after: '' })}
          >
            First page
          </Button>
          <Button
            size="small"
            variant="quiet"
            disabled={page?.next == null}
            onClick={() => setPlace({ ...place, after: page?.next ?? '' })}
          >
            Next page
          </Button>
        </div>
      )}
      {shown !== null && <Preview answer={shown} onClose={() => setShown(null)} />}
    </div>
  )
}
