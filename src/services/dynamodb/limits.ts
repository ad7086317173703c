// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html and
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html

/** Largest item, names and values, in bytes: 400 KB. */
export const ITEM_BYTES_MAX = 409_600
/** How much a Query or Scan evaluates for one page, in bytes: 1 MB. */
export const PAGE_BYTES_MAX = 1_048_576
/** Largest reply of a BatchGetItem, in bytes: 16 MB; what is left over comes back as UnprocessedKeys. */
export const BATCH_REPLY_BYTES_MAX = 16_777_216
/**
 * What a BatchGetItem reads of one partition, in bytes: "more than 1MB per partition is requested" leaves keys over. The
 * item that reaches it is still read, so that a largest item more fits, less three bytes. measured by dynalite
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export const PARTITION_BATCH_BYTES_MAX = PAGE_BYTES_MAX + ITEM_BYTES_MAX - 3
/** Items of a BatchGetItem. */
export const BATCH_GET_ITEMS_MAX = 100
/** Puts and deletes of a BatchWriteItem. */
export const BATCH_WRITE_ITEMS_MAX = 25
/** Actions of a transaction. */
export const TRANSACTION_ACTIONS_MAX = 100
/** Items of one transaction together, in bytes: 4 MB. */
export const TRANSACTION_BYTES_MAX = 4_194_304
/** How long a ClientRequestToken makes TransactWriteItems idempotent, in seconds: 10 minutes. */
export const TRANSACTION_TOKEN_SECONDS = 600
/** Bytes of a partition key's value. */
export const HASH_KEY_BYTES_MAX = 2_048
/** Bytes of a sort key's value. */
export const RANGE_KEY_BYTES_MAX = 1_024
/** Levels of nesting of lists and maps. */
export const NESTING_MAX = 32
/** Bytes of an expression: 4 KB. */
export const EXPRESSION_BYTES_MAX = 4_096
/** Operators and functions of an expression. */
export const EXPRESSION_OPERATORS_MAX = 300
/** Operands of IN. */
export const IN_OPERANDS_MAX = 100
/** Significant digits of a number. */
export const NUMBER_DIGITS_MAX = 38
/** Segments of a parallel Scan. */
export const SEGMENTS_MAX = 1_000_000

/** Bytes that one read unit reads: 4 KB. */
export const READ_UNIT_BYTES = 4_096
/** Bytes that one write unit writes: 1 KB. */
export const WRITE_UNIT_BYTES = 1_024
/** Read units a second that one partition serves. */
export const PARTITION_READ_UNITS_MAX = 3_000
/** Write units a second that one partition serves. */
export const PARTITION_WRITE_UNITS_MAX = 1_000
/** Size at which a partition splits, in bytes: about 10 GB. */
export const PARTITION_BYTES_MAX = 10_737_418_240
/**
 * Partitions that a new on-demand table starts with: it serves 4,000 WRU/s and 12,000 RRU/s at once.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 */
export const ON_DEMAND_PARTITIONS = 4
/** Partitions of a table at most. A bound of ours. */
export const PARTITIONS_MAX = 1_024
/** Units a second that a new on-demand table serves at once, by the same page. */
export const ON_DEMAND_UNITS = { read: 12_000, write: 4_000 } as const
/**
 * Units a second of either kind that the account's quota gives one table on demand.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#default-limits-throughput
 */
export const ON_DEMAND_UNITS_MAX = 40_000
/** Minutes on end in which a partition's limit throttles before it splits. assumption: AWS says no time */
export const HOT_MINUTES = 5
/** Seconds of unused provisioned capacity that are kept for bursts. */
export const BURST_SECONDS = 300

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-secondary-indexes
/** Global secondary indexes of a table. */
export const GLOBAL_INDEXES_MAX = 20
/** Local secondary indexes of a table. */
export const LOCAL_INDEXES_MAX = 5
/** Items with one partition key of a table with local indexes, theirs in those included, in bytes: 10 GB. */
export const COLLECTION_BYTES_MAX = 10_737_418_240
/** Attributes that all indexes of a table together name in INCLUDE projections. */
export const INDEX_ATTRIBUTES_MAX = 100

/** Provisioned units of each kind of an account, and of a table or global index, in a Region. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
export const ACCOUNT_UNITS_MAX = 80_000
export const TABLE_UNITS_MAX = 40_000
