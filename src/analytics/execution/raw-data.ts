/** The `data` of a response whose JSON is already written, by PostgreSQL for the greatest part. */
export class RawData {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }

  /** For whoever looks at the data as objects, plugins and tests among them. */
  toJSON(): unknown {
    return JSON.parse(this.json);
  }
}

/** `JSON.stringify` for a GraphQL result, which leaves raw data as it is. */
export function stringifyResult(result: {
  readonly errors?: unknown;
  readonly data?: unknown;
  readonly extensions?: unknown;
}): string {
  const { data, ...rest } = result;
  if (!(data instanceof RawData)) return JSON.stringify(result);
  const others = JSON.stringify(rest);
  return others === '{}' ? `{"data":${data.json}}` : `${others.slice(0, -1)},"data":${data.json}}`;
}
