import type { Scenario } from '#scenario/schema.ts'
import { itemsApi } from './itemsApi.ts'

/** A ready scenario, as the gallery shows it. */
export interface GalleryEntry {
  readonly id: string
  readonly title: string
  /** One sentence: what to look at. */
  readonly summary: string
  /** Its document, which is not in the first load. */
  readonly load: () => Promise<Scenario>
}

/** The scenario that opens when there is none. */
export const defaultScenario: Scenario = itemsApi

/** Every ready scenario; the first is the default. */
export const gallery: readonly GalleryEntry[] = [
  {
    id: 'items-api',
    title: 'Items API',
    summary:
      'A CRUD API on Lambda and DynamoDB: watch the first requests start cold and the rest reuse.',
    load: () => Promise.resolve(itemsApi),
  },
  {
    id: 'cold-start-storm',
    title: 'Cold-start storm',
    summary:
      'A crowd arrives all at once: each request that finds no idle environment pays for a new one.',
    load: async () => (await import('./coldStartStorm.ts')).coldStartStorm,
  },
  {
    id: 'reserved-concurrency',
    title: 'Reserved concurrency',
    summary:
      'Ten environments and no more: what Lambda throttles, the API answers with 503 and clients retry.',
    load: async () => (await import('./reservedConcurrency.ts')).reservedConcurrency,
  },
  {
    id: 'world-shop',
    title: 'A shop for the whole world',
    summary:
      'A static site in a bucket behind CloudFront and the API that it calls: open the site, or see it on the map.',
    load: async () => (await import('./worldShop.ts')).worldShop,
  },
  {
    id: 'queue-worker',
    title: 'Queue and worker',
    summary:
      'A rush waits in a queue while the worker catches up: what fails comes back, and ends as a dead letter.',
    load: async () => (await import('./queueWorker.ts')).queueWorker,
  },
  {
    id: 'thumbnails',
    title: 'Thumbnails',
    summary:
      'Each picture that lands in a bucket calls a function, which fills a second bucket that the public reads.',
    load: async () => (await import('./thumbnails.ts')).thumbnails,
  },
  {
    id: 'scan-or-query',
    title: 'Scan or Query',
    summary:
      'The same question asked in two ways: a Scan reads the whole table, a Query one partition.',
    load: async () => (await import('./scanOrQuery.ts')).scanOrQuery,
  },
  {
    id: 'product-cache',
    title: 'Product cache',
    summary:
      'A DAX cluster before a table: hits take microseconds and no capacity, writes go through and renew it.',
    load: async () => (await import('./productCache.ts')).productCache,
  },
  {
    id: 'global-table',
    title: 'Global table',
    summary:
      'One table in three Regions: each write reaches the others half a second later, and where two meet the later one stays.',
    load: async () => (await import('./globalTable.ts')).globalTable,
  },
  {
    id: 'change-feed',
    title: 'Change feed',
    summary:
      'A table’s stream drives a function: batches grow in the rush, and the writer never waits for it.',
    load: async () => (await import('./changeFeed.ts')).changeFeed,
  },
  {
    id: 'cached-rest-api',
    title: 'Cached REST API',
    summary:
      'A stage’s cache answers the reads once it is warm; orders go through a template straight into a queue.',
    load: async () => (await import('./ordersRestApi.ts')).ordersRestApi,
  },
  {
    id: 'guarded-api',
    title: 'Who may call this API?',
    summary:
      'A token, a key, a signature, or too many requests: see who is refused at a REST API, by whom, and why.',
    load: async () => (await import('./guardedApi.ts')).guardedApi,
  },
  {
    id: 'serverless-or-containers',
    title: 'Serverless or containers',
    summary:
      'The same rush on both sides: functions start cold and are enough at once, containers queue until new ones have started.',
    load: async () => (await import('./serverlessOrContainers.ts')).serverlessOrContainers,
  },
  {
    id: 'chat',
    title: 'Chat',
    summary:
      'People hold WebSocket connections: what one says, a function posts to all, and finds out who is gone.',
    load: async () => (await import('./chat.ts')).chat,
  },
]
