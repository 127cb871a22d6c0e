import { beforeAll, describe, expect, test } from 'vitest';
import { defineSearchSource } from '../../../src/search/definition/define-search-source.js';
import {
  createSearchSource,
  type SearchSourceOptions,
} from '../../../src/search/model/create-search-source.js';
import { searchRecord } from '../../../src/search/model/search-record.js';
import {
  createTestDatabase,
  postgresVersions,
  type TestDatabase,
  type TestRow,
} from '../../setup/test-database.js';
import { id, ONE, OTHER } from '../../sql/sample-tenant.js';

class Call {
  id!: string;
  topic!: string;
  transcript!: string | null;
  caller!: string | null;
}

const CALLS: SearchSourceOptions<Call> = {
  type: 'CALL',
  description: 'Calls.',
  table: 'telephony.calls',
  time: 'started_at',
  language: 'spoken',
  scopes: ['helpdesk:read'],
  title: 'topic',
  fields: {
    topic: { weight: 'A' },
    transcript: { weight: 'D' },
    caller: { isName: true, isCompound: true, scope: 'pii' },
  },
  filters: { channel: 'line' },
  record: searchRecord(Call, { id: 'id' }),
};

/** Another domain's tables: its own schema, its own time, one partitioned and one not. */
const TABLES = `
  create schema telephony authorization sluice_owner;
  set local role sluice_owner;
  create table telephony.calls (tenant_id uuid not null, id uuid not null, started_at timestamptz not null, spoken text, topic text not null,
    transcript text, caller text, line text, primary key (tenant_id, started_at, id)) partition by range (started_at);
  create table telephony.calls_early partition of telephony.calls for values from (minvalue) to ('2026-02-01Z');
  create table telephony.calls_late partition of telephony.calls for values from ('2026-02-01Z') to (maxvalue);
  create table telephony.notes (tenant_id uuid not null, id uuid not null, started_at timestamptz not null, topic text not null,
    primary key (tenant_id, id));
  insert into telephony.calls (tenant_id, id, started_at, topic) values ('${ONE}', '${id(1)}', '2026-01-01', 'There before');`;

describe('the SQL of a search source', () => {
  test('may not have names that PostgreSQL would cut off', () => {
    const source = createSearchSource({ ...CALLS, table: `telephony.${'calls'.repeat(12)}` });
    expect(() => defineSearchSource(source)).toThrow('PostgreSQL takes 63');
  });

  test('says by a fingerprint whether documents become others', () => {
    const fingerprint = (changed: Partial<SearchSourceOptions<Call>>): string =>
      /'([0-9a-f]{16})'\);/.exec(defineSearchSource(createSearchSource({ ...CALLS, ...changed })))![1]!;
    expect(fingerprint({ description: 'What was said on the telephone.' })).toBe(fingerprint({}));
    expect(fingerprint({ filters: {} })).not.toBe(fingerprint({}));
    expect(fingerprint({ language: 'topic' })).not.toBe(fingerprint({}));
  });
});

describe.each(postgresVersions)('a search source of another schema on PostgreSQL $version', (server) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase(server);
    await database.asOwner(
      `insert into sluice.tenants (id, name) values ('${ONE}', 'One'), ('${OTHER}', 'Other')`,
    );
    await database.asAdmin(`begin; ${TABLES} commit`);
    const { language: _, filters: __, ...plain } = CALLS;
    for (const options of [
      CALLS,
      { ...plain, type: 'NOTE', table: 'telephony.notes', fields: { topic: { weight: 'A' as const } } },
    ])
      await database.asOwner(defineSearchSource(createSearchSource(options)));
  });

  const documents = (): Promise<TestRow[]> =>
    database.asOwner(
      `select source, title, language, channel from sluice.search_documents where source like 'telephony.%' order by 1, 2`,
    );

  test('has documents of the rows that are there, once they are made, and of all that is written', async () => {
    expect(await documents()).toEqual([]);
    while (
      (await database.asMaintainer(null, 'select sluice.index_next_rows() as source'))[0]!['source'] !== null
    );
    await database.asOwner(
      `insert into telephony.calls values ('${OTHER}', '${id(2)}', '2026-03-01', 'de', 'Anruf', 'Guten Tag', 'a.b@c.de', 'first')`,
    );
    await database.asOwner(`insert into telephony.notes values ('${ONE}', '${id(3)}', now(), 'Call back')`);
    expect(await documents()).toEqual([
      { source: 'telephony.calls', title: 'Anruf', language: 'de', channel: 'first' },
      { source: 'telephony.calls', title: 'There before', language: 'en', channel: null },
      { source: 'telephony.calls:pii', title: 'Anruf', language: 'de', channel: 'first' },
      { source: 'telephony.calls:pii', title: 'There before', language: 'en', channel: null },
      { source: 'telephony.notes', title: 'Call back', language: 'en', channel: null },
    ]);
    await database.asOwner('truncate telephony.calls_late, telephony.notes');
    expect(await documents()).toHaveLength(2);
    await database.asOwner('delete from telephony.calls');
    expect(await documents()).toEqual([]);
  });

  test('may be defined again, and with other fields: nothing is written twice, and what is gone is forgotten', async () => {
    await database.asOwner(
      `insert into telephony.calls (tenant_id, id, started_at, topic) values ('${ONE}', '${id(4)}', '2026-03-01', 'Again')`,
    );
    await database.asOwner(defineSearchSource(createSearchSource(CALLS)));
    expect(await documents()).toHaveLength(2);
    const { caller: _, ...fields } = CALLS.fields;
    await database.asOwner(defineSearchSource(createSearchSource({ ...CALLS, fields })));
    expect((await documents()).map(({ source }) => source)).toEqual(['telephony.calls']);
    await database.asOwner(`update telephony.calls set topic = 'Once more'`);
    expect((await documents()).map(({ title }) => title)).toEqual(['Once more']);
  });
});
