import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../src/migrations/migrate.js';
import { planMigration } from '../../src/migrations/plan-migration.js';
import { postgresVersions } from '../setup/test-database.js';
import { queryOnce, startFreshServer, type FreshServer } from './fresh-server.js';

describe.each(postgresVersions)('the first migration of a PostgreSQL $version server', ({ version }) => {
  let server: FreshServer;

  beforeAll(async () => {
    server = await startFreshServer(version);
    await server.asSuperuser(`
      create role nobody_special login password 'nobody_special';
      create role admin login createrole createdb password 'admin';
      create role other_admin login createrole createdb password 'other_admin'`);
  });

  afterAll(async () => {
    await server.stop();
  });

  describe('is refused in words that name the fix', () => {
    const refusal = (url: string): Promise<unknown> =>
      migrate({ url }).then(
        () => null,
        (error: unknown) => error,
      );

    test('where nothing listens', async () => {
      expect(await refusal('postgres://admin:admin@127.0.0.1:1/analytics')).toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
        message: expect.stringMatching(/127\.0\.0\.1:1 cannot be reached .*check host and port/) as string,
      });
    });

    test('where the password is wrong, which is not repeated', async () => {
      const error = await refusal(server.url('postgres', 'admin').replace(':admin@', ':hunter2@'));
      expect(error).toMatchObject({
        code: 'CONFIGURATION',
        message: expect.stringMatching(/refused the login of admin: check user and password/) as string,
      });
      expect(String(error)).not.toContain('hunter2');
    });

    test('where the database is missing and the role may not create it', async () => {
      expect(await refusal(server.url('analytics', 'nobody_special'))).toMatchObject({
        code: 'CONFIGURATION',
        message: expect.stringContaining(
          'Create it with: createdb --owner nobody_special analytics',
        ) as string,
      });
    });

    test('where the role may not create roles', async () => {
      await server.asSuperuser('create database nobodys owner nobody_special');
      expect(await refusal(server.url('nobodys', 'nobody_special'))).toMatchObject({
        code: 'CONFIGURATION',
        message:
          'The role "nobody_special" may not create the roles sluice_owner, sluice_maintainer, sluice_gateway. Set ' +
          'OWNER_DATABASE_URL to a role with CREATEROLE, or as an administrator run: alter role nobody_special createrole',
      });
    });

    test('where the role may not make schemas in the database', async () => {
      await server.asSuperuser('create database not_mine');
      expect(await refusal(server.url('not_mine', 'admin'))).toMatchObject({
        code: 'CONFIGURATION',
        message: expect.stringMatching(
          /^sql\/migrations\/0001_roles_and_schemas\.sql failed and was rolled back: permission denied .*CREATE on the database/,
        ) as string,
      });
      expect(await server.asSuperuser(`select from pg_roles where rolname like 'sluice%'`)).toEqual([]);
    });

    test('where the database is not encoded in UTF-8', async () => {
      await server.asSuperuser(`create database latin encoding 'LATIN1' template template0`);
      expect(await refusal(server.url('latin'))).toMatchObject({
        code: 'CONFIGURATION',
        message: expect.stringContaining('"latin" is encoded in LATIN1; Sluice needs UTF8') as string,
      });
    });
  });

  test('can be looked at beforehand, which changes nothing', async () => {
    const plan = await planMigration(server.url('analytics', 'admin'));
    expect(plan.createsDatabase).toBe(true);
    expect(plan.pending[0]).toBe('migrations/0001_roles_and_schemas');
    expect(plan.pending.at(-1)).toBe('rollups/outreach.queue_hourly');
    expect(await server.asSuperuser(`select from pg_database where datname = 'analytics'`)).toEqual([]);
  });

  test('by a role that is no superuser makes the database, the roles and their passwords', async () => {
    const steps: string[] = [];
    const { pending } = await planMigration(server.url('analytics', 'admin'));
    const result = await migrate({
      url: server.url('analytics', 'admin'),
      onProgress: (step) => steps.push(step),
    });
    expect(result.applied).toEqual(pending);
    expect(steps).toEqual([
      'create database',
      ...pending,
      'partitions',
      'partition watch',
      'privileges',
      'job queues',
      'logins',
    ]);

    const who = `select current_user as role,
      has_database_privilege(current_user, current_database(), 'temporary') as may_make_temporary_tables`;
    expect(await queryOnce(result.gatewayUrl!, who)).toEqual([
      { role: 'sluice_gateway', may_make_temporary_tables: false },
    ]);
    expect(await queryOnce(result.maintainerUrl!, who)).toEqual([
      { role: 'sluice_maintainer', may_make_temporary_tables: true },
    ]);
    expect(
      await queryOnce(result.maintainerUrl!, 'select from helpdesk.refresh_dashboard_views()'),
    ).toHaveLength(7);
    expect(
      await server.asSuperuser(
        `select rolname from pg_roles where rolname like 'sluice%' and (rolsuper or rolbypassrls)`,
      ),
    ).toEqual([]);
    expect(
      await server.asSuperuser(
        `select left(rolpassword, 14) as form from pg_authid where rolname = 'sluice_gateway'`,
      ),
    ).toEqual([{ form: 'SCRAM-SHA-256$' }]);
  });

  test('is done only once: the second run leaves passwords alone and returns no URL', async () => {
    expect(await migrate({ url: server.url('analytics', 'admin') })).toEqual({
      applied: [],
      gatewayUrl: null,
      maintainerUrl: null,
    });
  });

  test('makes new passwords when it is asked to, and takes those it is given', async () => {
    const url = server.url('analytics', 'admin');
    const first = await migrate({ url, rotatePasswords: true });
    const second = await migrate({ url, rotatePasswords: true });
    await expect(queryOnce(first.gatewayUrl!, 'select')).rejects.toThrow(/password authentication failed/);
    expect(await queryOnce(second.gatewayUrl!, 'select')).toHaveLength(1);

    const given = await migrate({ url, gatewayPassword: 'p@ss/wörd ?#%', maintainerPassword: 'other' });
    expect(await queryOnce(given.gatewayUrl!, 'select current_user as role')).toEqual([
      { role: 'sluice_gateway' },
    ]);
    expect(await queryOnce(given.maintainerUrl!, 'select current_user as role')).toEqual([
      { role: 'sluice_maintainer' },
    ]);
  });

  test('of a second database on the same server keeps the passwords of the first', async () => {
    const result = await migrate({ url: server.url('second', 'admin') });
    expect(result.applied.length).toBeGreaterThan(0);
    expect(result).toMatchObject({ gatewayUrl: null, maintainerUrl: null });
  });

  test('is refused to a role that may not act as the owner of what is there', async () => {
    await expect(migrate({ url: server.url('analytics', 'other_admin') })).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('as that role run: grant sluice_owner to other_admin') as string,
    });
    await expect(
      migrate({ url: server.url('analytics', 'nobody_special'), rotatePasswords: true }),
    ).rejects.toMatchObject({ code: 'CONFIGURATION' });
  });

  test('is refused where a role of ours holds a dangerous attribute', async () => {
    await server.asSuperuser('alter role sluice_gateway bypassrls');
    await expect(migrate({ url: server.url('third') })).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringMatching(
        /role sluice_gateway holds an attribute .*alter role sluice_gateway nosuperuser/,
      ) as string,
    });
    await server.asSuperuser('alter role sluice_gateway nobypassrls');
    expect((await migrate({ url: server.url('third') })).applied.length).toBeGreaterThan(0);
  });

  test('gives a database whose privileges were lost its privileges back', async () => {
    await server.asSuperuser('create database clone template second');
    const probe = `select has_database_privilege('sluice_gateway', 'clone', 'temporary') as gateway,
      has_database_privilege('sluice_owner', 'clone', 'temporary') as owner`;
    await server.asSuperuser('revoke temporary on database clone from sluice_owner');
    expect(await server.asSuperuser(probe)).toMatchObject([{ gateway: true }]);
    await migrate({ url: server.url('clone') });
    expect(await server.asSuperuser(probe)).toEqual([{ gateway: false, owner: true }]);
  });
});
