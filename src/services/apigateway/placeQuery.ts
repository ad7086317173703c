/** Whether a question is where the API stands. */
export const isPlaceQuery = (query: unknown): boolean =>
  typeof query === 'object' && query !== null && 'type' in query && query.type === 'place'
