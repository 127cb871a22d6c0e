/**
 * What a GET asks, in the shape of a POST's body, where its URL says that beyond doubt; null for everything that Apollo should have a look
 * at: a parameter given twice, variables that are no JSON object, extensions.
 */
export function readSearch(url: string): Readonly<Record<string, unknown>> | null {
  const parameters = new URLSearchParams(searchOf(url));
  const names = [...parameters.keys()];
  if (new Set(names).size < names.length || parameters.has('extensions')) return null;
  const query = parameters.get('query');
  const operationName = parameters.get('operationName');
  const text = parameters.get('variables');
  if (text === null) return { query, operationName };
  try {
    const variables = JSON.parse(text) as unknown;
    return variables === null ? null : { query, operationName, variables };
  } catch {
    return null;
  }
}

/** The query string of a request's URL with its question mark, or ''. */
export function searchOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start);
}
