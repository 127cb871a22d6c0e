/** What the parts of a compound word stand between. */
export const COMPOUND_SEPARATORS = `_.-+@/\\:,;()[]{}#&=%~!*'"`;
