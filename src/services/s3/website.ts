import type { RoutingRule, Website } from './settings.ts'

/** What the website endpoint does with a request for `key`. */
export type SitePlan =
  | { readonly type: 'object'; readonly key: string }
  | { readonly type: 'redirect'; readonly status: number; readonly location: string }

/** Whether a bucket serves a site at all. */
export const isWebsite = (website: Website | null): website is Website =>
  website !== null &&
  (website.IndexDocument !== undefined || website.RedirectAllRequestsTo !== undefined)

/** The key that a path stands for: the index document of a folder. */
export const toSiteKey = ({ IndexDocument: index }: Website, path: string): string =>
  path === '' || path.endsWith('/') ? `${path}${index ?? ''}` : path

const encodePath = (key: string): string => key.split('/').map(encodeURIComponent).join('/')

/** Where a rule sends a request for `key`. */
function redirectBy(rule: RoutingRule, key: string, host: string): SitePlan {
  const { RedirectRule: to, RoutingRuleCondition: when } = rule
  const rest = key.slice((when?.KeyPrefixEquals ?? '').length)
  const replaced = to.ReplaceKeyPrefixWith === undefined ? key : to.ReplaceKeyPrefixWith + rest
  const path = to.ReplaceKeyWith ?? replaced
  const location = `${to.Protocol ?? 'http'}://${to.HostName ?? host}/${encodePath(path)}`
  return { type: 'redirect', status: Number(to.HttpRedirectCode ?? '301'), location }
}

const fits = (
  { RoutingRuleCondition: when }: RoutingRule,
  key: string,
  error: number | null,
): boolean => {
  const wanted = when?.HttpErrorCodeReturnedEquals
  if (wanted !== undefined && Number(wanted) !== error) return false
  // A rule without an error is asked before the object is looked for, one with an error after it.
  if (wanted === undefined && error !== null) return false
  return key.startsWith(when?.KeyPrefixEquals ?? '')
}

/** The first rule that takes the request, or its error; null where none does. */
export function findRedirect(
  website: Website,
  asked: { readonly key: string; readonly host: string; readonly error: number | null },
): SitePlan | null {
  const rule = website.RoutingRules.find((each) => fits(each, asked.key, asked.error))
  return rule === undefined ? null : redirectBy(rule, asked.key, asked.host)
}

/** What a request for `path` (without its first slash) comes to before anything is looked for. */
export function planSite(website: Website, path: string, host: string): SitePlan {
  const all = website.RedirectAllRequestsTo
  if (all !== undefined) {
    const location = `${all.Protocol ?? 'http'}://${all.HostName}/${encodePath(path)}`
    return { type: 'redirect', status: 301, location }
  }
  return (
    findRedirect(website, { key: path, host, error: null }) ?? {
      type: 'object',
      key: toSiteKey(website, path),
    }
  )
}
