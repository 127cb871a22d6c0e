import { beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { insertSample, ONE, SAMPLE_ROWS } from './sample-tenant.js';

/** The rule, the table, and what is changed in its sample row to break the rule and no other. */
const VIOLATIONS: readonly (readonly [rule: string, table: string, changed: Record<string, unknown>])[] = [
  ['organisations_name_not_blank', 'organisations', { name: ' ' }],
  ['users_name_not_blank', 'users', { name: '' }],
  ['users_email_shape', 'users', { email: 'ada at example' }],
  ['users_role_known', 'users', { role: 'owner' }],
  ['users_tier_known', 'users', { tier: 'gold' }],
  ['tickets_subject_not_blank', 'tickets', { subject: '  ' }],
  ['tickets_status_known', 'tickets', { status: 'Closed' }],
  ['tickets_priority_known', 'tickets', { priority: 'critical' }],
  ['tickets_channel_known', 'tickets', { channel: 'fax' }],
  ['tickets_language_shape', 'tickets', { language: 'English' }],
  ['tickets_satisfaction_score_range', 'tickets', { satisfaction_score: 0 }],
  ['tickets_satisfaction_score_range', 'tickets', { satisfaction_score: 6 }],
  [
    'tickets_created_at_finite',
    'tickets',
    {
      created_at: '-infinity',
    },
  ],
  ['tickets_updated_after_created', 'tickets', { updated_at: '2026-03-01T09:59:59Z' }],
  ['tickets_first_response_due_after_created', 'tickets', { first_response_due_at: '2026-03-01T09:59:59Z' }],
  ['tickets_resolution_due_after_created', 'tickets', { resolution_due_at: '2026-03-01T09:59:59Z' }],
  ['tickets_first_response_after_created', 'tickets', { first_responded_at: '2026-03-01T09:59:59.999Z' }],
  ['tickets_resolved_after_created', 'tickets', { resolved_at: '2026-03-01T09:59:59.999Z' }],
  // In the default partition as well: the rule is the table's.
  ['tickets_status_known', 'tickets', { status: '', created_at: '1999-01-01T00:00:00Z' }],
  ['comments_type_known', 'comments', { type: 'secret' }],
  ['comments_language_shape', 'comments', { language: 'EN' }],
  ['comments_body_not_blank', 'comments', { body: '' }],
  ['attachments_file_name_not_blank', 'attachments', { file_name: '' }],
  ['attachments_content_type_shape', 'attachments', { content_type: 'jpeg' }],
  ['attachments_size_positive', 'attachments', { size_bytes: 0 }],
  ['ticket_history_change_type_known', 'ticket_history', { change_type: 'deleted' }],
  ['ticket_history_value_changed', 'ticket_history', { new_value: 'open' }],
  ['canned_responses_title_not_blank', 'canned_responses', { title: '' }],
  ['canned_responses_language_shape', 'canned_responses', { language: 'English' }],
  ['canned_responses_usage_count_not_negative', 'canned_responses', { usage_count: -1 }],
  ['canned_responses_updated_after_created', 'canned_responses', { updated_at: '2020-01-01T00:00:00Z' }],
  ['user_sessions_ended_after_started', 'user_sessions', { ended_at: '2026-03-01T08:59:59Z' }],
  ['user_permissions_permission_shape', 'user_permissions', { permission: 'Merge tickets' }],
];

describe.each(postgresVersions)('the rules of the data on PostgreSQL $version', (server) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase(server);
    await database.asMaintainer(null, `insert into sluice.tenants (id, name) values ('${ONE}', 'One')`);
  });

  test.each(VIOLATIONS)('%s refuses %s with %o', async (rule, table, changed) => {
    await expect(insertSample(database, ONE, `helpdesk.${table}`, changed)).rejects.toMatchObject({
      code: '23514',
      constraint: rule,
    });
  });

  test('refuse a row of a tenant that does not exist', async () => {
    const stranger = '00000000-0000-4000-8000-00000000dead';
    for (const table of Object.keys(SAMPLE_ROWS)) {
      const changed = table === 'helpdesk.users' ? { organisation_id: null } : {};
      await expect(insertSample(database, stranger, table, changed), table).rejects.toMatchObject({
        code: '23503',
      });
    }
  });

  test('let the sample rows in, which break none', async () => {
    for (const table of Object.keys(SAMPLE_ROWS)) await insertSample(database, ONE, table);
  });

  test('let in what the rules leave open: no priority, no times, no answer yet', async () => {
    await insertSample(database, ONE, 'helpdesk.tickets', {
      id: '00000000-0000-4000-9000-00000000aaaa',
      external_id: null,
      priority: null,
      category: null,
      first_response_due_at: null,
      resolution_due_at: null,
      first_responded_at: null,
      resolved_at: null,
      sla_breached: null,
      satisfaction_score: null,
      status: 'new',
    });
  });

  test('are named, said in words, and each broken once in these tests', async () => {
    const rules = await database.asAdmin(`
      select c.conname as name, obj_description(c.oid, 'pg_constraint') as rule
      from pg_constraint as c
      join pg_class as t on t.oid = c.conrelid
      where c.contype = 'c' and not t.relispartition and t.relnamespace = 'helpdesk'::regnamespace`);
    expect(rules.length).toBeGreaterThanOrEqual(15);
    expect(rules.filter((rule) => !/^[A-Z].*\.$/.test(String(rule['rule'])))).toEqual([]);
    expect(rules.map((rule) => rule['name']).sort()).toEqual(
      [...new Set(VIOLATIONS.map(([name]) => name))].sort(),
    );
  });
});
