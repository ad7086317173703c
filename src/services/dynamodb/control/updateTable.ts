import type { ActionContext } from '../actions/action.ts'
import { invalidParameter, serviceError, validation } from '../refusal.ts'
import { toIndexes } from '../setup.ts'
import { noteChange, setIndexStatus } from './applyChange.ts'
import { bothModes, isBeyondUnits, refuseGlobal, refuseStream, refuseUnits } from './checkTable.ts'
import { createTableAction, getLife, refuseBusy } from './control.ts'
import { newStream, toEpochSeconds } from './controlPlane.ts'
import { toKeyProperties, toMaxUnits, toWarm } from './createTable.ts'
import { describeTableLife } from './describe.ts'
import type { ReplicaSetting, TableLife } from './life.ts'
import { planReplicas } from './replicas.ts'
import { type GlobalIndexRequest, updateTableInput, type UpdateTableRequest } from './tableInput.ts'

type IndexUpdate = NonNullable<UpdateTableRequest['GlobalSecondaryIndexUpdates']>[number]

const nameOf = (update: IndexUpdate): string =>
  (update.Update ?? update.Create ?? update.Delete)?.IndexName ?? ''

/** Refuses what needs no table. */
function refuseRequest(request: UpdateTableRequest): void {
  const { GlobalSecondaryIndexUpdates: updates = [], ProvisionedThroughput: throughput } = request
  const parts = [
    throughput,
    request.BillingMode,
    request.StreamSpecification,
    request.SSESpecification,
    request.ReplicaUpdates,
    request.TableClass,
    request.DeletionProtectionEnabled,
    request.WarmThroughput,
    request.OnDemandThroughput,
  ]
  if (parts.every((part) => part === undefined) && updates.length === 0) {
    throw validation(
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, ' +
        'GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
    )
  }
  if (request.BillingMode === 'PROVISIONED' && throughput === undefined) {
    throw invalidParameter(
      'ProvisionedThroughput must be specified when BillingMode is PROVISIONED',
    )
  }
  refuseUnits(throughput)
  refuseStream(request.StreamSpecification)
  const names = new Set<string>()
  for (const update of updates) {
    if ((update.Update ?? update.Create ?? update.Delete) === undefined) {
      throw invalidParameter(
        'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, ' +
          'GlobalSecondaryIndexUpdate.Delete must not be null',
      )
    }
    const name = nameOf(update)
    if (names.has(name)) {
      throw invalidParameter(
        `Only one global secondary index update per index is allowed simultaneously. Index: ${name}`,
      )
    }
    names.add(name)
  }
}

const findIndex = ({ table }: TableLife, name: string) =>
  table.indexes.find(({ definition }) => definition.kind === 'global' && definition.name === name)

/** The mode that the table will have. */
const modeOf = (request: UpdateTableRequest, { table }: TableLife): string =>
  request.BillingMode ?? table.definition.billingMode

function refuseSameUnits(
  current: { readonly read: number; readonly write: number },
  wanted: NonNullable<UpdateTableRequest['ProvisionedThroughput']>,
): void {
  const { ReadCapacityUnits: read, WriteCapacityUnits: write } = wanted
  if (read !== current.read || write !== current.write) return
  throw validation(
    'The provisioned throughput for the table will not change. The requested value equals the current value. ' +
      `Current ReadCapacityUnits provisioned for the table: ${current.read}. Requested ReadCapacityUnits: ${read}. ` +
      `Current WriteCapacityUnits provisioned for the table: ${current.write}. Requested WriteCapacityUnits: ${write}. ` +
      'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
  )
}

function refuseCreate(index: GlobalIndexRequest, request: UpdateTableRequest, life: TableLife) {
  const { definition } = life.table
  if ((definition.indexes ?? []).some(({ name }) => name === index.IndexName)) {
    throw validation(
      `One or more parameter values were invalid: Duplicate index name: ${index.IndexName}`,
    )
  }
  const defined = (request.AttributeDefinitions ?? []).map((one) => one.AttributeName)
  const known = life.settings.attributes.map(({ name }) => name)
  refuseGlobal(index, {
    defined: [...new Set([...known, ...defined])],
    isOnDemand: modeOf(request, life) === 'PAY_PER_REQUEST',
  })
}

const oneAtATime = (): Error =>
  serviceError(
    'LimitExceededException',
    'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
  )

/** Refuses updates of global indexes that this table cannot have. */
function refuseIndexes(request: UpdateTableRequest, life: TableLife): void {
  const { GlobalSecondaryIndexUpdates: updates = [] } = request
  const online = updates.filter(({ Create, Delete }) => (Create ?? Delete) !== undefined)
  const states = Object.values(life.settings.indexStatus)
  const isBuilding = states.some((status) => status === 'CREATING' || status === 'DELETING')
  if (online.length > 1 || (online.length > 0 && isBuilding)) throw oneAtATime()
  for (const { Update, Create, Delete } of updates) {
    if (
      Update?.ProvisionedThroughput !== undefined &&
      isBeyondUnits(Update.ProvisionedThroughput)
    ) {
      throw validation(
        'This operation cannot be performed with given input values. Please contact DynamoDB ' +
          'service team for more info: Action Blocked: IndexUpdate',
      )
    }
    const named = Update?.IndexName ?? Delete?.IndexName
    if (named !== undefined && findIndex(life, named) === undefined) {
      throw serviceError('ResourceNotFoundException', 'Requested resource not found')
    }
    if (Create !== undefined) refuseCreate(Create, request, life)
  }
}

function refuseModes(request: UpdateTableRequest, life: TableLife): void {
  const { ProvisionedThroughput: throughput } = request
  const mode = modeOf(request, life)
  if (throughput !== undefined && mode === 'PAY_PER_REQUEST') throw bothModes()
  const { billingMode, readCapacityUnits, writeCapacityUnits } = life.table.definition
  if (throughput !== undefined && billingMode === 'PROVISIONED') {
    refuseSameUnits({ read: readCapacityUnits, write: writeCapacityUnits }, throughput)
  }
  if (mode !== 'PROVISIONED' || billingMode === 'PROVISIONED') return
  const given = new Set((request.GlobalSecondaryIndexUpdates ?? []).map(nameOf))
  const bare = life.table.indexes
    .filter(({ definition }) => definition.kind === 'global' && !given.has(definition.name))
    .map(({ definition }) => definition.name)
  if (bare.length === 0) return
  throw invalidParameter(`ProvisionedThroughput must be specified for index: ${bare.join(',')}`)
}

function changeMode(request: UpdateTableRequest, life: TableLife, context: ActionContext) {
  const { control, now } = context
  const { BillingMode: mode } = request
  const { settings, table } = life
  if (mode === undefined || mode === table.definition.billingMode) return
  const isOnDemand = mode === 'PAY_PER_REQUEST'
  settings.billing = { summary: true, onDemandSince: settings.billing.onDemandSince }
  const zero = isOnDemand
    ? { readCapacityUnits: 0, writeCapacityUnits: 0 }
    : {
        readCapacityUnits: request.ProvisionedThroughput?.ReadCapacityUnits ?? 1,
        writeCapacityUnits: request.ProvisionedThroughput?.WriteCapacityUnits ?? 1,
      }
  const indexes = (table.definition.indexes ?? []).map((index) =>
    isOnDemand && index.kind === 'global'
      ? { ...index, readCapacityUnits: 0, writeCapacityUnits: 0 }
      : index,
  )
  table.redefine({
    ...table.definition,
    ...zero,
    indexes,
    billingMode: isOnDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED',
  })
  if (isOnDemand) {
    for (const { name, kind } of indexes) {
      if (kind === 'global') setIndexStatus(life, name, 'UPDATING')
    }
    settings.history = { ...settings.history, decreased: toEpochSeconds(now) }
  }
  settings.status = 'UPDATING'
  const delay = context.delays.updateTable
  control.begin(life, { kind: 'billing', onDemand: isOnDemand }, { now, delay })
}

function changeUnits(request: UpdateTableRequest, life: TableLife, context: ActionContext) {
  const { control, now } = context
  const { ProvisionedThroughput: wanted } = request
  if (wanted === undefined) return
  const { settings, table } = life
  const from = {
    read: table.definition.readCapacityUnits,
    write: table.definition.writeCapacityUnits,
  }
  const to = { read: wanted.ReadCapacityUnits, write: wanted.WriteCapacityUnits }
  settings.history = noteChange(settings.history, [from, to], toEpochSeconds(now))
  settings.status = 'UPDATING'
  const delay = context.delays.updateTable
  control.begin(life, { kind: 'throughput', ...to }, { now, delay })
}

function createIndex(
  index: GlobalIndexRequest,
  request: UpdateTableRequest,
  { life, context }: { readonly life: TableLife; readonly context: ActionContext },
): void {
  const { settings, table } = life
  const known = new Set(settings.attributes.map(({ name }) => name))
  const given = toKeyProperties({
    AttributeDefinitions: request.AttributeDefinitions ?? [],
    KeySchema: [],
  }).AttributeDefinitions.map(({ AttributeName: name, AttributeType: type }) => ({ name, type }))
  settings.attributes = [...settings.attributes, ...given.filter(({ name }) => !known.has(name))]
  const attributes = settings.attributes.map(({ name, type }) => ({
    AttributeName: name,
    AttributeType: type,
  }))
  const made = toIndexes(
    toKeyProperties({
      BillingMode: modeOf(request, life),
      AttributeDefinitions: attributes,
      KeySchema: [],
      GlobalSecondaryIndexes: [index],
    }),
  ).map((one) => ({ ...one, isCreating: true }))
  table.redefine({ ...table.definition, indexes: [...made, ...(table.definition.indexes ?? [])] })
  setIndexStatus(life, index.IndexName, 'CREATING')
  const max = toMaxUnits(index.OnDemandThroughput)
  if (max !== null) settings.indexOnDemand = { ...settings.indexOnDemand, [index.IndexName]: max }
  const { control, now } = context
  const delay = context.delays.createIndex
  control.begin(life, { kind: 'index-ready', index: index.IndexName }, { now, delay })
}

function changeIndexes(request: UpdateTableRequest, life: TableLife, context: ActionContext): void {
  const { control, now } = context
  const { settings } = life
  for (const { Update, Create, Delete } of request.GlobalSecondaryIndexUpdates ?? []) {
    settings.status = 'UPDATING'
    if (Create !== undefined) createIndex(Create, request, { life, context })
    if (Delete !== undefined) {
      setIndexStatus(life, Delete.IndexName, 'DELETING')
      const ends = { now, delay: context.delays.deleteIndex }
      control.begin(life, { kind: 'index-gone', index: Delete.IndexName }, ends)
    }
    if (Update === undefined) continue
    const { IndexName: index, ProvisionedThroughput: wanted } = Update
    const max = toMaxUnits(Update.OnDemandThroughput)
    if (max !== null) settings.indexOnDemand = { ...settings.indexOnDemand, [index]: max }
    const current = findIndex(life, index)?.definition
    setIndexStatus(life, index, 'UPDATING')
    const units = {
      read: wanted?.ReadCapacityUnits ?? current?.readCapacityUnits ?? 0,
      write: wanted?.WriteCapacityUnits ?? current?.writeCapacityUnits ?? 0,
    }
    const ends = { now, delay: context.delays.updateTable }
    control.begin(life, { kind: 'index-throughput', index, ...units }, ends)
  }
}

/** Switches the table's stream on or off. */
function changeStream(request: UpdateTableRequest, life: TableLife, context: ActionContext) {
  const { control, now } = context
  const wanted = request.StreamSpecification
  if (wanted === undefined) return
  const isOn = life.table.definition.stream !== undefined
  if (wanted.StreamEnabled && isOn) {
    throw invalidParameter(
      `Table already has an enabled stream: TableName: ${life.table.definition.name}`,
    )
  }
  if (!wanted.StreamEnabled && !isOn) {
    throw validation('Table already has stream disabled')
  }
  life.settings.stream = wanted.StreamEnabled ? newStream(wanted.StreamViewType ?? '', now) : null
  control.openStream(life)
  life.settings.status = 'UPDATING'
  const delay = context.delays.updateTable
  control.begin(life, { kind: 'setting' }, { now, delay })
}

/** Begins what ReplicaUpdates asks for. A table with replicas has a stream: they are what reads it. */
function changeReplicas(
  replicas: readonly ReplicaSetting[],
  life: TableLife,
  { control, now, delays }: ActionContext,
): void {
  const { settings } = life
  if (life.table.definition.stream === undefined && !life.isNode) {
    settings.stream = newStream('NEW_AND_OLD_IMAGES', now)
    control.openStream(life)
  }
  settings.replicas = replicas
  for (const { region, status } of replicas) {
    if (status === 'ACTIVE') continue
    settings.status = 'UPDATING'
    const delay = status === 'CREATING' ? delays.createIndex : delays.updateTable
    control.begin(life, { kind: 'replica', region }, { now, delay })
  }
}

/** What is only kept and told. */
function changeSettings(request: UpdateTableRequest, { settings }: TableLife, now: number): void {
  const { SSESpecification: sse, TableClass: tableClass } = request
  if (request.DeletionProtectionEnabled !== undefined) {
    settings.deletionProtection = request.DeletionProtectionEnabled
  }
  if (tableClass !== undefined) settings.tableClass = { name: tableClass, changedAt: now }
  if (sse !== undefined) {
    settings.encryption =
      sse.Enabled === false ? null : { keyArn: sse.KMSMasterKeyId ?? null, changedAt: now }
  }
  const max = toMaxUnits(request.OnDemandThroughput)
  if (max !== null) settings.onDemand = max
  const warm = toWarm(request.WarmThroughput)
  if (warm !== null) {
    // "You can only increase warm throughput": what was reached stays.
    settings.warm = {
      read: Math.max(warm.read, settings.warm?.read ?? 0),
      write: Math.max(warm.write, settings.warm?.write ?? 0),
    }
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html */
export const updateTable = createTableAction('UpdateTable', updateTableInput, (request, name) => {
  refuseRequest(request)
  return (context) => {
    const { control, now } = context
    const life = getLife(context, name)
    refuseModes(request, life)
    refuseIndexes(request, life)
    refuseBusy(life)
    const replicas = planReplicas(request.ReplicaUpdates, life, context)
    changeStream(request, life, context)
    changeMode(request, life, context)
    if (life.table.definition.billingMode === 'PROVISIONED' && request.BillingMode === undefined) {
      changeUnits(request, life, context)
    }
    changeIndexes(request, life, context)
    changeSettings(request, life, toEpochSeconds(now))
    if (replicas !== null) changeReplicas(replicas, life, context)
    control.changed(life)
    return { TableDescription: describeTableLife(life, context) }
  }
})
