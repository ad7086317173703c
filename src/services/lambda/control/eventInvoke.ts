import * as z from 'zod/mini'
import { describeEventInvoke } from '../api/describeSettings.ts'
import type { EventInvokeConfig } from '../properties/asynchronous.ts'
import { badParameter, notThere, readBody, type Outcome } from './outcome.ts'
import { aliasesOf, type Asked, type Changer, type ControlParts, set, withAlias } from './parts.ts'

const body = z.looseObject({
  MaximumRetryAttempts: z.optional(z.int().check(z.minimum(0), z.maximum(2))),
  MaximumEventAgeInSeconds: z.optional(z.int().check(z.minimum(60), z.maximum(21_600))),
  DestinationConfig: z.optional(
    z.looseObject({
      OnSuccess: z.optional(z.looseObject({ Destination: z.optional(z.string()) })),
      OnFailure: z.optional(z.looseObject({ Destination: z.optional(z.string()) })),
    }),
  ),
})

/** Settings of the function itself, or of one of its aliases. */
interface Place {
  readonly config: EventInvokeConfig | undefined
  put(config: EventInvokeConfig | undefined): Readonly<Record<string, unknown>>
}

function placeOf(parts: ControlParts, qualifier: string | undefined): Place | null {
  if (qualifier === undefined || qualifier === '$LATEST') {
    const { EventInvokeConfig: config } = parts.ctx.node.properties
    return { config, put: (EventInvokeConfig) => ({ EventInvokeConfig }) }
  }
  const alias = aliasesOf(parts).find(({ Name }) => Name === qualifier)
  if (alias === undefined) return null
  return {
    config: alias.EventInvokeConfig,
    put: (EventInvokeConfig) => ({
      Aliases: withAlias(aliasesOf(parts), { ...alias, EventInvokeConfig }),
    }),
  }
}

const unknownPlace = (parts: ControlParts, qualifier: string | undefined): Outcome =>
  notThere(`The function ${parts.arnOf(qualifier ?? '$LATEST')} doesn't exist`)

const missing = (parts: ControlParts, qualifier: string | undefined): Outcome =>
  notThere(`The function ${parts.arnOf(qualifier ?? '$LATEST')} doesn't have an EventInvokeConfig`)

/** Puts what the call says over `before`. */
function put(
  parts: ControlParts,
  { request, qualifier }: Asked,
  { place, before }: { readonly place: Place; readonly before: Partial<EventInvokeConfig> },
): Outcome {
  const read = readBody(request, body)
  if ('errorType' in read) return read
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = read.body
  const { OnSuccess, OnFailure } = DestinationConfig ?? {}
  if (OnSuccess?.Destination !== undefined || OnFailure?.Destination !== undefined) {
    return badParameter(
      'Destinations are wires of the scenario: they cannot be set by the API here',
    )
  }
  if (MaximumRetryAttempts === undefined && MaximumEventAgeInSeconds === undefined) {
    return badParameter('You must specify at least one of error handling or destination setting.')
  }
  const config = {
    MaximumRetryAttempts: MaximumRetryAttempts ?? before.MaximumRetryAttempts ?? 2,
    MaximumEventAgeInSeconds: MaximumEventAgeInSeconds ?? before.MaximumEventAgeInSeconds ?? 21_600,
  }
  return set(parts, place.put(config), () => ({
    status: 200,
    value: describeEventInvoke(config, parts.arnOf(qualifier ?? '$LATEST')),
  }))
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html: what is left out goes back to its default. */
export const putEventInvoke: Changer = (parts, asked) => {
  const place = placeOf(parts, asked.qualifier)
  return place === null
    ? unknownPlace(parts, asked.qualifier)
    : put(parts, asked, { place, before: {} })
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html: what is left out stays. */
export const updateEventInvoke: Changer = (parts, asked) => {
  const place = placeOf(parts, asked.qualifier)
  return place?.config === undefined
    ? missing(parts, asked.qualifier)
    : put(parts, asked, { place, before: place.config })
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionEventInvokeConfig.html */
export const deleteEventInvoke: Changer = (parts, { qualifier }) => {
  const place = placeOf(parts, qualifier)
  return place?.config === undefined
    ? missing(parts, qualifier)
    : set(parts, place.put(undefined), () => ({ status: 204 }))
}
