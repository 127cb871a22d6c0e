import type pg from 'pg';

/** A login for looking around with psql: it may do what the owner may, and sees all tenants. The demo alone has one. */
export const OWNER_LOGIN = 'sluice_demo_owner';

/** Makes the login, or gives it this password. Needs a superuser's connection. */
export async function ensureOwnerLogin(client: pg.ClientBase, password: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [OWNER_LOGIN]);
  if (rowCount === 0) {
    await client.query(`create role ${OWNER_LOGIN} login`);
    await client.query(
      `alter role ${OWNER_LOGIN} set search_path = helpdesk, sluice, helpdesk_rollup, public`,
    );
  }
  await client.query(`grant sluice_owner to ${OWNER_LOGIN} with inherit true, set true`);
  await client.query(`alter role ${OWNER_LOGIN} password ${client.escapeLiteral(password)}`);
}
