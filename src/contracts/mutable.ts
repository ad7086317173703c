/** The same with fields that may be set: for an object that is still being made, before anybody else sees it. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] }
