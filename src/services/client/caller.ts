import type { Caller } from '#contracts/http.ts'
import type * as z from 'zod/mini'
import type { clientDefinition } from './definition.ts'

type Properties = z.output<(typeof clientDefinition)['properties']>

/** What servers learn of this client's connections; nothing where it shows nothing. */
export function callerOf({ Certificate, VpcEndpointId }: Properties): { readonly caller?: Caller } {
  if (Certificate === undefined && VpcEndpointId === undefined) return {}
  return {
    caller: {
      ...(VpcEndpointId !== undefined && { vpceId: VpcEndpointId }),
      ...(Certificate !== undefined && {
        certificate: {
          subjectDN: Certificate.SubjectDN,
          issuerDN: Certificate.IssuerDN,
          serialNumber: Certificate.SerialNumber,
        },
      }),
    },
  }
}
