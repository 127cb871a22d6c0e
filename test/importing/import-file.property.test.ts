import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import { countsOf, givenFile, importInto } from './import-fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

const mappingOf = (namespace: string): string => `version: 1
name: dirty
namespace: ${namespace}
dataset: tickets
tenant: { column: dept, clean: [trim] }
columns:
  id: { id_of: tickets, column: no }
  external_id: no
  subject: title
  description: note
  status: { column: state, values: { O: open, C: closed } }
  channel: { column: via, values: { tel: phone }, other: { keep: true } }
  created_at: { column: opened, time: { format: 'yyyy-MM-dd HH:mm', zone: Europe/Berlin } }
  resolved_at: { column: closed, time: { format: 'yyyy-MM-dd HH:mm', zone: Europe/Berlin } }
  satisfaction_score: score
`;
const HEADER = 'no,dept,title,note,state,via,opened,closed,score';

const anyText = fc.string({
  unit: fc.constantFrom('a', 'Ü', '😀', '"', ',', '\n', '\t', '\\', '\0', ' ', '\r\n', '%', "'"),
  maxLength: 8,
});
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const times = fc.constantFrom(
  '2026-02-03 10:00',
  '2026-02-03 09:59',
  '2026-03-29 02:30',
  '2026-10-25 02:30',
  '2026-02-30 10:00',
  '',
  'soon',
);
const mostly = (good: fc.Arbitrary<string>, bad: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 9, arbitrary: good }, { weight: 1, arbitrary: bad });

/** A row that is well-formed CSV, with values that may be anything. */
const row = fc
  .tuple(
    mostly(fc.integer({ min: 1, max: 30 }).map(String), anyText),
    mostly(fc.constantFrom('North', 'South', ' North '), anyText),
    mostly(fc.constantFrom('Lamp', 'Road'), anyText),
    anyText,
    mostly(fc.constantFrom('O', 'C'), anyText),
    mostly(fc.constantFrom('tel', 'web', 'email'), anyText),
    mostly(times, anyText),
    mostly(times, anyText),
    mostly(fc.constantFrom('', '1', '5'), fc.constantFrom('0', '6', '99999', '4.5', 'x')),
  )
  .map((fields) => fields.map(quoted).join(','));
/** Lines that are no CSV, or not of this header. */
const rubbish = fc.string({ unit: fc.constantFrom('a', '"', ',', ' ', '1'), maxLength: 20 });
const dirtyFile = fc
  .array(fc.oneof({ weight: 8, arbitrary: row }, { weight: 1, arbitrary: rubbish }), { maxLength: 40 })
  .map((lines) => lines.join('\n'));

test('whatever a file holds: read = loaded + rejected + already there, no row is lost, and a second run loads none', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(dirtyFile, async (body) => {
      const namespace = `property-${run++}`;
      const mapping = givenFile('dirty.yaml', mappingOf(namespace));
      const file = givenFile('dirty.csv', `${HEADER}\n${body}`);

      const first = await importInto(database, 'tickets', file, { mapping });
      expect(first.read).toBe(first.loaded + first.rejected + first.alreadyThere);
      expect(first.alreadyThere).toBe(0);
      expect(Object.values(first.rejectsByReason).reduce((total, count) => total + count, 0)).toBe(
        first.rejected,
      );
      const tenants = first.tenants.map(({ id }) => id);
      const [stored] = await database.asOwner(
        'select count(*)::int from helpdesk.tickets where tenant_id = any ($1)',
        [tenants],
      );
      expect(stored!['count']).toBe(first.loaded);
      if (first.rejectFile !== null) {
        const rejects = readFileSync(first.rejectFile, 'utf8');
        expect(rejects.startsWith(`_line,_reason,_detail,${HEADER}\n`)).toBe(true);
        expect(rejects.match(/^\d+,[a-z_]+,"/gm) ?? []).toHaveLength(first.rejected);
      }

      const second = await importInto(database, 'tickets', file, { mapping });
      expect(countsOf(second)).toEqual([first.read, 0, first.rejected, first.loaded]);
      expect(second.rejectsByReason).toEqual(first.rejectsByReason);
    }),
    { numRuns: 60 },
  );
});
