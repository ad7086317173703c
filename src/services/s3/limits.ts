// Quotas of S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html and the pages named.

/** Bytes of one PutObject or CopyObject: 5 GiB. */
export const PUT_BYTES_MAX = 5_368_709_120
/** Bytes of a key in UTF-8. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const KEY_BYTES_MAX = 1_024
/** Bytes of user-defined metadata, names and values. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
export const METADATA_BYTES_MAX = 2_048
/** Tags of an object, and letters of a tag's key and value. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
export const TAGS_MAX = 10
/** Buckets that one ListBuckets answers. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const BUCKETS_MAX = 10_000
/** Tags of a bucket. https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html */
export const BUCKET_TAGS_MAX = 50
/** Bytes of a bucket policy. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html */
export const POLICY_BYTES_MAX = 20_480
/** Days in STANDARD before an infrequent-access class. */
export const IA_DAYS_MIN = 30
export const TAG_KEY_LENGTH_MAX = 128
export const TAG_VALUE_LENGTH_MAX = 256
/** Keys that one list answers, and one DeleteObjects takes. */
export const LIST_KEYS_MAX = 1_000
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html: parts 1 to 10,000, 5 MiB to 5 GiB, the last one may be smaller. */
export const PARTS_MAX = 10_000
export const PART_BYTES_MIN = 5_242_880
export const PART_BYTES_MAX = 5_368_709_120
/** Seconds that a presigned URL may be valid for: seven days. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
export const PRESIGNED_SECONDS_MAX = 604_800
/** How far a signature's time may be from the server's: 15 minutes. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export const SKEW_MS = 900_000
/** Requests a second of one prefix. https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html */
export const PREFIX_WRITES_PER_SECOND = 3_500
export const PREFIX_READS_PER_SECOND = 5_500

/** Bytes of a posted form before its file. https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html */
export const FORM_FIELDS_BYTES_MAX = 20_480

// Bounds of the simulator, so that no run chokes the page.
/** Bytes of all bodies that one bucket holds in memory; beyond it a PUT is refused with ServiceUnavailable. */
export const STORED_BYTES_MAX = 536_870_912
/** Bytes of one object that a seed makes. */
export const SEED_BYTES_MAX = 33_554_432
/** Characters of an XML document in a request. */
export const XML_LENGTH_MAX = 4_194_304
