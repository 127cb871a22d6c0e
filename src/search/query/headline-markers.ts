/**
 * Characters that stand for something in a headline between PostgreSQL and here. They are control characters, which separate words for
 * the parser whatever the database's locale, and which texts are rid of beforehand.
 */
export const MARKERS = {
  /** A match begins. */
  start: '\u0001',
  /** A match ends. */
  stop: '\u0002',
  /** A `<`: the parser would take it for the beginning of a tag and leave that out. */
  lessThan: '\u0003',
  /** Nothing: it divides a word of many parts, such as a file's name. */
  seam: '\u0004',
} as const;
