import type { MappingNode } from './mapping-node.js';
import type { CleanStep, Unlisted, ValueMapping, ValueSource } from './mapping.js';
import { createTimeReader, hasOffset, type TimeFormat } from './time-format.js';

const SOURCES = ['column', 'first', 'template', 'constant'] as const;
const FIELDS = [...SOURCES, 'clean', 'values', 'other', 'default', 'time', 'id_of'] as const;
const SIMPLE_STEPS = ['trim', 'collapse_whitespace', 'strip_control', 'lower', 'upper'] as const;

/**
 * Reads how a value is made. A plain text is short for `{ column: <text> }`.
 * @param qualify turns a dataset's name into its qualified one.
 */
export function parseValueMapping(node: MappingNode, qualify: (dataset: string) => string): ValueMapping {
  if (!node.isMap) return { ...TAKEN_AS_IT_IS, source: { kind: 'column', name: node.text() } };
  const fields = node.fields(FIELDS);
  const idOf = fields.get('id_of');
  const time = fields.get('time');
  if (idOf !== undefined && time !== undefined)
    idOf.complain('cannot stand together with "time": an id is made of a key.');
  return {
    source: parseSource(node, fields),
    clean: fields.get('clean')?.items().flatMap(parseCleanStep) ?? [],
    values: parseValues(fields.get('values')),
    unlisted: parseUnlisted(fields),
    fallback: fields.get('default')?.text() ?? null,
    time: time === undefined ? null : parseTime(time),
    idOf: idOf === undefined ? null : qualify(idOf.text()),
  };
}

const TAKEN_AS_IT_IS = {
  clean: [],
  values: null,
  unlisted: { kind: 'reject' },
  fallback: null,
  time: null,
  idOf: null,
} as const;

function parseSource(node: MappingNode, fields: ReadonlyMap<string, MappingNode>): ValueSource {
  const given = SOURCES.filter((source) => fields.has(source));
  const kind = given[0];
  if (kind === undefined || given.length > 1) {
    node.complain(
      `must have exactly one of ${SOURCES.join(', ')}${given.length > 1 ? `, not ${given.join(' and ')}` : ''}.`,
    );
    return { kind: 'constant', text: null };
  }
  const field = fields.get(kind)!;
  switch (kind) {
    case 'column':
      return { kind, name: field.text() };
    case 'first':
      return { kind, names: field.items().map((item) => item.text()) };
    case 'template':
      return parseTemplate(field);
    case 'constant':
      return { kind, text: field.nullableText() };
  }
}

function parseTemplate(node: MappingNode): ValueSource {
  const pieces = node.text().split(/\{([^{}]*)\}/);
  const names = pieces.filter((_, index) => index % 2 === 1);
  if (names.length === 0)
    node.complain('names no column: write the columns in braces, such as "{REASON} > {TYPE}".');
  if (names.includes('')) node.complain("has empty braces: write the column's name in them.");
  return { kind: 'template', texts: pieces.filter((_, index) => index % 2 === 0), names };
}

function parseCleanStep(node: MappingNode): CleanStep[] {
  if (!node.isMap) return [{ kind: node.oneOf(SIMPLE_STEPS) }];
  const fields = node.fields(['replace', 'with']);
  const pattern = fields.get('replace');
  if (pattern === undefined) {
    node.complain(
      `must be one of ${SIMPLE_STEPS.join(', ')}, or { replace: <regular expression>, with: <text> }.`,
    );
    return [];
  }
  try {
    const replacement = fields.get('with')?.nullableText() ?? '';
    return [{ kind: 'replace', pattern: new RegExp(pattern.text(), 'gu'), replacement }];
  } catch (error) {
    pattern.complain(`is not a regular expression: ${(error as Error).message}.`);
    return [];
  }
}

function parseValues(node: MappingNode | undefined): ReadonlyMap<string, string | null> | null {
  if (node === undefined) return null;
  const values = new Map([...node.fields(null)].map(([from, to]) => [from, to.nullableText()]));
  if (node.isMap && values.size === 0)
    node.complain('lists no values: write "<in the file>: <in the table>" lines.');
  return values;
}

function parseUnlisted(fields: ReadonlyMap<string, MappingNode>): Unlisted {
  const other = fields.get('other');
  if (other === undefined) return { kind: 'reject' };
  if (!fields.has('values'))
    other.complain('needs "values" beside it: it says what becomes of a value they do not list.');
  if (!other.isMap) return { kind: 'replace', text: other.nullableText() };
  const keep = other.fields(['keep']).get('keep');
  if (keep?.oneOf(['true', 'false']) !== 'true')
    other.complain('must be a value, or { keep: true } for the value as it is.');
  return { kind: 'keep' };
}

function parseTime(node: MappingNode): TimeFormat {
  const fields = node.fields(['format', 'zone', 'ambiguous', 'nonexistent']);
  const formatNode = fields.get('format');
  const format = formatNode?.text() ?? 'iso';
  const reader = createTimeReader(format);
  if (typeof reader === 'string') formatNode?.complain(`cannot be used: ${reader}.`);
  const zoneNode = fields.get('zone');
  const zone = zoneNode?.text() ?? null;
  if (zone !== null && !isZone(zone)) {
    zoneNode!.complain(`must be an IANA time zone such as America/New_York or UTC, not "${zone}".`);
  }
  if (zone === null && format !== 'iso' && !hasOffset(format)) {
    node.complain(
      'must have a "zone": the format has no offset, so the instant depends on where the clock hung.',
    );
  }
  return {
    format,
    zone,
    ambiguous: fields.get('ambiguous')?.oneOf(['earlier', 'later', 'reject']) ?? 'earlier',
    nonexistent: fields.get('nonexistent')?.oneOf(['reject', 'shift']) ?? 'reject',
  };
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== null && !/^[+-]/.test(zone);
  } catch {
    return false;
  }
}
