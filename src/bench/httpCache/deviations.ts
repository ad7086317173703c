/**
 * Tests of the suite that fail under CloudFront's rules and not under RFC 9111's, by the rule that they meet. The suite
 * asks with a cache policy of TTLs 0, 0 and a year, as `UseOriginCacheControlHeaders-QueryStrings` has them.
 */
export const cloudfrontDeviations: Readonly<Record<string, readonly string[]>> = {
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
  'Expires is a moment of the clock: neither Date nor Age is taken off it': [
    'freshness-expires-old-date',
    'freshness-expires-age-slow-date',
    'freshness-expires-age-fast-date',
  ],
  'with a minimum TTL of 0, no-cache is not kept: there is nothing to validate': [
    'cc-resp-no-cache-revalidate',
    'cc-resp-no-cache-revalidate-fresh',
  ],
  'without Cache-Control and Expires the default TTL counts, here 0: nothing is guessed from Last-Modified':
    [
      'heuristic-200-cached',
      'heuristic-203-cached',
      'heuristic-204-cached',
      'heuristic-405-cached',
      'heuristic-410-cached',
      'heuristic-599-cached',
    ],
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
  '404, 414 and 500 to 504 are kept for the error caching minimum TTL of 10 seconds, whatever the origin says':
    [
      'heuristic-502-not_cached',
      'heuristic-503-not_cached',
      'heuristic-504-not_cached',
      'status-404-stale',
      'status-500-stale',
      'status-502-stale',
      'status-503-stale',
      'status-504-stale',
    ],
  'of other errors 400, 403, 405, 412 and 415 are kept, by max-age or s-maxage alone: Expires does not count':
    ['status-400-fresh', 'status-410-fresh', 'status-499-fresh', 'status-599-fresh'],
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-the-cache-key.html
  'the cache policy makes the key: Vary tells no objects apart': [
    'vary-no-match',
    'vary-omit-stored',
    'vary-omit',
    'vary-invalidate',
    'vary-2-no-match',
    'vary-2-match-omit',
    'vary-3-no-match',
    'vary-3-order',
    'vary-star',
    'vary-syntax-star',
    'vary-syntax-star-star',
    'vary-syntax-star-star-lines',
    'vary-syntax-empty-star',
    'vary-syntax-empty-star-lines',
    'vary-syntax-star-foo',
    'vary-syntax-foo-star',
  ],
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Invalidation.html
  'objects are forgotten by expiry and by invalidation: a POST, PUT or DELETE does not make them so':
    [
      'invalidate-POST',
      'invalidate-PUT',
      'invalidate-DELETE',
      'invalidate-POST-location',
      'invalidate-PUT-location',
      'invalidate-DELETE-location',
      'invalidate-M-SEARCH-location',
      'invalidate-POST-cl',
      'invalidate-PUT-cl',
      'invalidate-DELETE-cl',
    ],
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html
  'Authorization keeps no answer out of the cache: whoever wants that puts it into the key': [
    'other-authorization',
  ],
}
