import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadMapping, shippedMappings } from '../../../src/importing/mapping/load-mapping.js';
import { parseMapping } from '../../../src/importing/mapping/parse-mapping.js';

const VALID = `version: 1
name: ours
dataset: tickets
tenant: department
columns:
  id: { id_of: tickets, column: number }
  subject: title
`;

function complaintsOf(text: string): string {
  try {
    parseMapping(text, 'ours.yaml');
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('parsing a mapping', () => {
  test('fills in what is not said', () => {
    const mapping = parseMapping(VALID, 'ours.yaml');
    expect(mapping).toMatchObject({
      namespace: 'ours',
      source: { format: null, encoding: 'utf-8', delimiter: null, quote: '"' },
      tenant: { kind: 'key', source: { kind: 'column', name: 'department' } },
      main: { dataset: 'helpdesk.tickets', when: null },
      also: [],
    });
    expect(mapping.main.columns[1]).toMatchObject({
      column: 'subject',
      place: 'ours.yaml:7',
      fallback: null,
      unlisted: { kind: 'reject' },
    });
  });

  test('ships mappings that are valid', async () => {
    expect(await shippedMappings()).toContain('boston-311');
    for (const name of await shippedMappings()) expect((await loadMapping(name)).name).toBe(name);
  });

  test('names the mappings there are when asked for another', async () => {
    await expect(loadMapping('boston311')).rejects.toThrow(
      /among those that ship with Sluice: .*boston-311.* Did you mean "boston-311"\?/,
    );
  });

  test('tells every mistake at once, each with its line, field and fix', () => {
    const complaints = complaintsOf(`version: 2
name: ours
dataset: tickets
tenat: department
columns:
  id: { column: number, constant: 7 }
  subject: { column: title, clean: [trimm] }
  created_at: { column: opened, time: { format: 'MM/dd/yyyy hh:mm' } }
  updated_at: { column: changed, time: { format: 'MM/dd/yyyy HH:mm', zone: Boston } }
  resolved_at: { column: closed, time: { format: 'MM/dd/yyyy HH:mm' } }
  status: { values: { Open: open } }
`);
    expect(complaints.split('\n')).toEqual([
      'The mapping "ours.yaml" cannot be used:',
      '  ours.yaml:4: "tenat" is not a field of a mapping here. Did you mean "tenant"? Known: version, name, description, namespace, source, null_values, tenant, dataset, columns, also.',
      '  ours.yaml:1: "version" is 2; this Sluice reads version 1.',
      '  ours.yaml:6: "columns.id" must have exactly one of column, first, template, constant, not column and constant.',
      '  ours.yaml:7: "columns.subject.clean[0]" must be one of trim, collapse_whitespace, strip_control, lower, upper, not "trimm". Did you mean "trim"?',
      '  ours.yaml:8: "columns.created_at.time.format" cannot be used: hh (hours of half a day) and a (AM or PM) need each other.',
      '  ours.yaml:8: "columns.created_at.time" must have a "zone": the format has no offset, so the instant depends on where the clock hung.',
      '  ours.yaml:9: "columns.updated_at.time.zone" must be an IANA time zone such as America/New_York or UTC, not "Boston".',
      '  ours.yaml:10: "columns.resolved_at.time" must have a "zone": the format has no offset, so the instant depends on where the clock hung.',
      '  ours.yaml:11: "columns.status" must have exactly one of column, first, template, constant.',
    ]);
  });

  test.each([
    ['what is no YAML', 'version: 1\n  name: [', /ours\.yaml:\d+: /],
    ['what is no map', '- version: 1', /ours\.yaml:1: The mapping must be a map of version, name/],
    ['a missing field', 'version: 1\nname: x\ndataset: tickets\n', /The mapping must have "columns"\./],
    [
      'an unknown encoding',
      `${VALID}source: { encoding: utf-9 }`,
      /ours\.yaml:8: "source\.encoding" must be an encoding such as utf-8/,
    ],
    [
      'a delimiter of two characters',
      `${VALID}source: { delimiter: '||' }`,
      /"source\.delimiter" must be one character/,
    ],
    [
      'a bad regular expression',
      `${VALID}  body: { column: b, clean: [{ replace: '(' }] }`,
      /"columns\.body\.clean\[0\]\.replace" is not a regular expression/,
    ],
    [
      '"other" without "values"',
      `${VALID}  channel: { column: c, other: web }`,
      /"columns\.channel\.other" needs "values" beside it/,
    ],
    [
      'a template without a column',
      `${VALID}  category: { template: x }`,
      /"columns\.category\.template" names no column/,
    ],
    [
      'a tenant_id among the columns',
      `${VALID}  tenant_id: dept`,
      /must not fill "tenant_id": say whose the rows are under "tenant"/,
    ],
  ])('refuses %s', (_, text, complaint) => {
    expect(complaintsOf(text)).toMatch(complaint);
  });

  test('takes booleans, numbers and null of a value map as they are written', () => {
    const mapping = parseMapping(
      `${VALID}  sla_breached: { column: s, values: { on time: false, LATE: true, '-': null, 7: 1.0 } }`,
      'ours.yaml',
    );
    expect([...mapping.main.columns[2]!.values!]).toEqual([
      ['on time', 'false'],
      ['LATE', 'true'],
      ['-', null],
      ['7', '1.0'],
    ]);
  });
});

test('the mapping that docs/import.md shows is valid', () => {
  const documentation = readFileSync(new URL('../../../docs/import.md', import.meta.url), 'utf8');
  const [, example] = /```yaml\n([\s\S]*?)```/.exec(documentation)!;
  expect(parseMapping(example!, 'our-desk.yaml')).toMatchObject({
    tenant: { kind: 'key' },
    also: [{ dataset: 'helpdesk.users', when: 'requester.email' }],
  });
});
