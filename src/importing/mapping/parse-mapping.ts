import { LineCounter, type Node, parseDocument } from 'yaml';
import { SluiceError } from '../../errors/sluice-error.js';
import { SOURCE_FORMATS } from '../source/source-format.js';
import { MappingNode } from './mapping-node.js';
import { MAPPING_VERSION, type Mapping, type TableMapping, type TenantMapping } from './mapping.js';
import { parseValueMapping } from './parse-value-mapping.js';
import { qualifyDataset } from './qualify-dataset.js';

const FIELDS = [
  'version',
  'name',
  'description',
  'namespace',
  'source',
  'null_values',
  'tenant',
  'dataset',
  'columns',
  'also',
] as const;

/**
 * Reads and checks a mapping file (YAML; its fields are described in docs/import.md).
 * @param file the name that messages call it by.
 * @throws SluiceError `BAD_USER_INPUT` with one line for each mistake: file, line, field, and what to write instead.
 */
export function parseMapping(text: string, file: string): Mapping {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const problems = document.errors.map(
    (error) => `${file}:${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`,
  );
  if (problems.length > 0) throw invalid(file, problems);
  const root = new MappingNode(
    { file, yaml: document, lineCounter, problems },
    document.contents as Node | null,
    '',
  );
  const mapping = readMapping(root, file);
  if (problems.length > 0) throw invalid(file, problems);
  return mapping;
}

function readMapping(root: MappingNode, file: string): Mapping {
  const fields = root.fields(FIELDS);
  for (const required of ['version', 'name', 'dataset', 'columns']) {
    if (root.isMap && !fields.has(required)) root.complain(`must have "${required}".`);
  }
  const version = fields.get('version')?.nullableText() ?? null;
  if (version !== null && version !== String(MAPPING_VERSION)) {
    fields.get('version')!.complain(`is ${version}; this Sluice reads version ${MAPPING_VERSION}.`);
  }
  const name = fields.get('name')?.text() ?? file;
  const nullValues =
    fields
      .get('null_values')
      ?.items()
      .map((item) => item.nullableText() ?? '') ?? [];
  return {
    name,
    description: fields.get('description')?.text() ?? '',
    namespace: fields.get('namespace')?.text() ?? name,
    source: parseSource(fields.get('source')),
    nullValues: new Set(['', ...nullValues]),
    tenant: parseTenant(fields.get('tenant')),
    main: parseTable(root, fields, null),
    also: fields.get('also')?.items().map(parseAlso) ?? [],
  };
}

function parseSource(node: MappingNode | undefined): Mapping['source'] {
  const fields = node?.fields(['format', 'encoding', 'delimiter', 'quote']);
  const encoding = fields?.get('encoding')?.text() ?? 'utf-8';
  if (!isEncoding(encoding)) {
    fields!
      .get('encoding')!
      .complain(`must be an encoding such as utf-8, windows-1252 or utf-16le, not "${encoding}".`);
  }
  const delimiter = fields?.get('delimiter')?.text() ?? null;
  if (delimiter !== null && delimiter.length !== 1) {
    fields!.get('delimiter')!.complain(`must be one character, such as "," or "\\t", not "${delimiter}".`);
  }
  const quote = fields?.get('quote')?.nullableText();
  if (quote != null && quote.length !== 1) {
    fields!
      .get('quote')!
      .complain(`must be one character, or null where the file does not quote, not "${quote}".`);
  }
  return {
    format: fields?.get('format')?.oneOf(SOURCE_FORMATS) ?? null,
    encoding,
    delimiter,
    quote: quote === undefined ? '"' : quote,
  };
}

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label) !== null;
  } catch {
    return false;
  }
}

function parseTenant(node: MappingNode | undefined): TenantMapping | null {
  if (node === undefined) return null;
  const id = node.isMap ? node.fields(null).get('id') : undefined;
  if (id !== undefined) {
    node.fields(['id']);
    return { kind: 'id', ...parseValueMapping(id, qualifyDataset) };
  }
  return { kind: 'key', ...parseValueMapping(node, qualifyDataset) };
}

function parseAlso(node: MappingNode): TableMapping {
  const fields = node.fields(['dataset', 'when', 'columns']);
  for (const required of ['dataset', 'columns']) {
    if (node.isMap && !fields.has(required)) node.complain(`must have "${required}".`);
  }
  return parseTable(node, fields, fields.get('when')?.text() ?? null);
}

function parseTable(
  node: MappingNode,
  fields: ReadonlyMap<string, MappingNode>,
  when: string | null,
): TableMapping {
  const columns = [...(fields.get('columns')?.fields(null) ?? [])].map(([column, value]) => ({
    column,
    place: value.place,
    ...parseValueMapping(value, qualifyDataset),
  }));
  const tenantColumn = columns.find(({ column }) => column === 'tenant_id');
  if (tenantColumn !== undefined) {
    fields.get('columns')!.complain('must not fill "tenant_id": say whose the rows are under "tenant".');
  }
  return { dataset: qualifyDataset(fields.get('dataset')?.text() ?? ''), when, columns, place: node.place };
}

function invalid(file: string, problems: readonly string[]): SluiceError {
  return new SluiceError(
    'BAD_USER_INPUT',
    `The mapping "${file}" cannot be used:\n${problems.map((line) => `  ${line}`).join('\n')}`,
  );
}
