import { findHeader, type Headers } from '#contracts/body.ts'
import type { HttpRequest } from '#contracts/http.ts'
import type { Behavior } from './distribution.ts'
import type { EdgeSite } from './sites.ts'

/** Whether a behaviour has any header that CloudFront makes: most have none, and nothing is made. */
export const wantsMade = ({ policy, originRequest }: Behavior): boolean =>
  policy.headers.names.some((name) => name.startsWith('cloudfront-')) ||
  (originRequest !== null && originRequest.made.length > 0)

/** Where a viewer is taken to be. */
export const countryOf = (request: HttpRequest, site: EdgeSite): string =>
  request.from?.country ?? site.country

const bool = (value: boolean): string => String(value)

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html */
export function madeHeaders(request: HttpRequest, site: EdgeSite): Headers {
  const agent = findHeader(request.headers, 'user-agent') ?? ''
  const isTablet = /iPad|Tablet|Kindle|Silk(?!.*Mobile)/i.test(agent)
  const isMobile = !isTablet && /Mobile|iPhone|Android/i.test(agent)
  const isTv = /SmartTV|SMART-TV|AppleTV|GoogleTV|BRAVIA|Roku/i.test(agent)
  const { from } = request
  return [
    ['cloudfront-forwarded-proto', request.scheme ?? 'https'],
    ['cloudfront-is-android-viewer', bool(/Android/i.test(agent))],
    ['cloudfront-is-desktop-viewer', bool(!isTablet && !isMobile && !isTv)],
    ['cloudfront-is-ios-viewer', bool(/iPhone|iPad|iPod/i.test(agent))],
    ['cloudfront-is-mobile-viewer', bool(isMobile)],
    ['cloudfront-is-smarttv-viewer', bool(isTv)],
    ['cloudfront-is-tablet-viewer', bool(isTablet)],
    ['cloudfront-viewer-address', `${request.sourceIp}:443`],
    ['cloudfront-viewer-country', countryOf(request, site)],
    ['cloudfront-viewer-http-version', '2.0'],
    ...(from === undefined
      ? []
      : ([
          ['cloudfront-viewer-city', from.name],
          ['cloudfront-viewer-latitude', String(from.lat)],
          ['cloudfront-viewer-longitude', String(from.lon)],
        ] as const)),
  ]
}
