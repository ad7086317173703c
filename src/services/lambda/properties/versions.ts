import { contentLength, FILE_NAME } from '#contracts/files.ts'
import * as z from 'zod/mini'
import { eventInvokeConfig } from './asynchronous.ts'
import { provisionedConcurrencyConfig, scalableTarget } from './provisioned.ts'
import { fields } from '#services/definition.ts'

const VERSIONS = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html'
const ALIASES = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html'

/** Versions that one function may have here. Ours: AWS bounds the code storage of the account instead. */
export const VERSIONS_MAX = 100
/** Aliases that one function may have here. Ours. */
const ALIASES_MAX = 50

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html: `(?!^[0-9]+$)([a-zA-Z0-9-_]+)` */
const ALIAS_NAME = /^(?!\d+$)[A-Za-z0-9_-]{1,128}$/
const versionNumber = z
  .string()
  .check(z.regex(/^[1-9]\d{0,8}$/, { error: 'is not a version number: 1, 2, 3, …' }))

/** Files of one version. The same bounds as of the function's own code. */
const CODE_FILES_MAX = 20_000
const CODE_BYTES_MAX = 262_144_000

const fileContent = z.union([z.string(), z.strictObject({ base64: z.string() })])
const code = z
  .record(
    z.string().check(z.regex(FILE_NAME, { error: 'is not a file name under /var/task' })),
    fileContent,
  )
  .check(
    z.refine((files) => Object.keys(files).length <= CODE_FILES_MAX, {
      error: `has more than ${CODE_FILES_MAX} files`,
    }),
    z.refine(
      (files) =>
        Object.values(files).reduce((sum, content) => sum + contentLength(content), 0) <=
        CODE_BYTES_MAX,
      { error: `is larger than ${CODE_BYTES_MAX} bytes` },
    ),
  )

/** What PublishVersion froze. What a version does not name is as `$LATEST` has it; null: not set. */
const version = z.looseObject({
  Version: versionNumber,
  Description: z.optional(z.string()),
  /** The function's properties that a version keeps, as they were. */
  Properties: z.optional(z.record(z.string(), z.unknown())),
  Code: z.optional(code),
  CodeSha256: z.optional(z.string()),
})

const alias = z.looseObject({
  Name: z.string().check(
    z.regex(ALIAS_NAME, {
      error: 'is not an alias: up to 128 letters, digits, - and _, not digits alone',
    }),
  ),
  Description: z.optional(z.string()),
  FunctionVersion: z.union([versionNumber, z.literal('$LATEST')]),
  RoutingConfig: z.optional(
    z.looseObject({
      AdditionalVersionWeights: z.optional(
        z
          .array(
            z.looseObject({
              FunctionVersion: versionNumber,
              FunctionWeight: z.number().check(z.minimum(0), z.maximum(1)),
            }),
          )
          .check(z.maxLength(1)),
      ),
    }),
  ),
  ProvisionedConcurrencyConfig: z.optional(provisionedConcurrencyConfig),
  ScalableTarget: z.optional(scalableTarget),
  /** The alias's own settings; without them those of the function do not hold for it, as in AWS. */
  EventInvokeConfig: z.optional(eventInvokeConfig),
})

/** `Versions` and `Aliases` of a function: AWS::Lambda::Version and AWS::Lambda::Alias, held by the function itself. */
export const versionProperties = {
  Versions: z.optional(z.array(version).check(z.maxLength(VERSIONS_MAX))).register(fields, {
    title: 'Published versions',
    widget: 'json',
    help: 'Snapshots of code and configuration: they never change.',
    source: VERSIONS,
  }),
  /** The last number that was given out; AWS keeps it itself, so that no number is used again. */
  LastVersion: z.optional(z.int().check(z.nonnegative())).register(fields, {
    title: 'Last version number',
    help: 'Numbers of deleted versions are not used again.',
    source: VERSIONS,
  }),
  Aliases: z.optional(z.array(alias).check(z.maxLength(ALIASES_MAX))).register(fields, {
    title: 'Aliases',
    widget: 'json',
    help: 'Names for versions; a second version may take a share of the requests.',
    source: ALIASES,
  }),
}

/** A published version, as the document holds it. */
export type PublishedVersion = z.output<typeof version>
/** An alias, as the document holds it. */
export type Alias = z.output<typeof alias>
