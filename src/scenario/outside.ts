/**
 * In place of a node's id, which is never empty: commands and queries of the request console, which stands outside of
 * the scenario.
 */
export const CONSOLE = ''
