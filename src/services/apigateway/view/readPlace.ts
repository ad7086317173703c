import * as z from 'zod/mini'
import type { ExportPlace } from '../openapi/planRestExport.ts'

const place = z.object({ accountId: z.string(), region: z.string() })

/** Where AWS's examples stand: before the first run nobody knows better. */
const UNKNOWN: ExportPlace = { accountId: '123456789012', region: 'us-east-1' }

/** Where the API's room says that it stands. */
export const readPlace = (value: unknown): ExportPlace => z.safeParse(place, value).data ?? UNKNOWN
