'use strict'

// https://nodejs.org/api/v8.html: figures of the sandbox's own heap.
const { native, settings } = require('coldstart:core')
const MIB = 1_048_576
exports.getHeapStatistics = () => {
  const used = native.heap()
  const limit = Number(settings.environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 128) * MIB
  return {
    total_heap_size: used + 2 * MIB,
    total_heap_size_executable: 0,
    total_physical_size: used,
    total_available_size: limit - used,
    used_heap_size: used,
    heap_size_limit: limit,
    malloced_memory: 0,
    peak_malloced_memory: 0,
    does_zap_garbage: 0,
    number_of_native_contexts: 1,
    number_of_detached_contexts: 0,
    total_global_handles_size: 0,
    used_global_handles_size: 0,
    external_memory: 0,
  }
}
exports.getHeapSpaceStatistics = () => []
exports.cachedDataVersionTag = () => 0
exports.setFlagsFromString = () => {}
exports.serialize = (value) => Buffer.from(JSON.stringify(value))
exports.deserialize = (bytes) => JSON.parse(Buffer.from(bytes).toString())
