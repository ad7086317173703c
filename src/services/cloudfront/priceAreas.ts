/** What CloudFront's prices tell apart. */
export type PriceArea = 'us' | 'eu' | 'me' | 'sa' | 'jp' | 'au' | 'asia' | 'in'

const COUNTRIES: Readonly<Record<PriceArea, string>> = {
  us: 'US MX CA',
  eu: 'AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IL IS IT LT LU LV MT NL NO PL PT RO RS SE SI SK TR UA',
  me: 'AE BH EG JO KE KW NG OM QA SA ZA',
  sa: 'AR BO BR CL CO EC PE PY UY VE',
  jp: 'JP',
  au: 'AU NZ',
  asia: 'HK ID KR MY PH SG TH TW VN',
  in: 'IN',
}

const AREA_OF = new Map(
  Object.entries(COUNTRIES).flatMap(([area, codes]) =>
    codes.split(' ').map((code) => [code, area as PriceArea] as const),
  ),
)

/** The area of an edge location's country: https://aws.amazon.com/cloudfront/pricing/ */
export const priceAreaOf = (country: string): PriceArea => AREA_OF.get(country) ?? 'us'
