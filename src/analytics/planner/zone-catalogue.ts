import { didYouMean } from '../../errors/did-you-mean.js';
import { SluiceError } from '../../errors/sluice-error.js';
import type { GatewayDatabase } from '../../tenancy/gateway-database.js';
import type { TimeRange } from '../question/analytic-question.js';
import { ZoneProfile } from './zone-profile.js';

const EVER: TimeRange = { sinceUs: null, untilUs: null };

/** Time-zone data is looked at for these years; questions that reach further are not answered from rollups in other zones than UTC. */
const KNOWN_RANGE: TimeRange = { sinceUs: Date.UTC(1970, 0, 1) * 1000, untilUs: Date.UTC(2100, 0, 1) * 1000 };

/**
 * The offset at the start of the range, and each change: found between two UTC days that differ, and dated to a quarter of an hour. A change
 * between two quarters is dated to the later one, which is no whole hour and so counts as inexact.
 */
const PROFILE_TEXT = `
with days as (
  select d, extract(epoch from (d at time zone 'UTC' at time zone $1::text) - d)::int as s
    from generate_series(timestamp '1970-01-01', timestamp '2100-01-01', interval '1 day') d
), changing as (
  select d from (select d, s, lead(s) over (order by d) as next_s from days) x where s <> next_s
), samples as (
  select timestamp '1970-01-01' as t
  union all
  select q from changing, generate_series(d, d + interval '1 day', interval '15 minutes') q
), offsets as (
  select distinct t, extract(epoch from (t at time zone 'UTC' at time zone $1::text) - t)::int as s from samples
)
select (extract(epoch from t) * 1000000)::float8, s
  from (select t, s, lag(s) over (order by t) as before from offsets) x
 where before is distinct from s
 order by t`;

const ZONE_NAMES = {
  text: `select name from pg_catalog.pg_timezone_names where name !~ '^(posix|right)/|^(Factory|localtime|posixrules)$'`,
  values: [],
};

/** The time zones that questions may name: those that PostgreSQL and this runtime both know. */
export class ZoneCatalogue {
  readonly #database: GatewayDatabase;
  readonly #profiles = new Map<string, Promise<ZoneProfile>>();
  #names: Promise<ReadonlyMap<string, string>> | null = null;

  constructor(database: GatewayDatabase) {
    this.#database = database;
  }

  /**
   * The zone's name as PostgreSQL spells it.
   * @throws SluiceError `BAD_USER_INPUT` for a zone that is unknown.
   */
  async resolve(name: string): Promise<string> {
    if (name === 'UTC') return name;
    this.#names ??= this.#readNames();
    const names = await this.#names.catch((error: unknown) => {
      this.#names = null;
      throw error;
    });
    const known = names.get(name.toLowerCase());
    if (known !== undefined && isKnownToRuntime(known)) return known;
    throw new SluiceError(
      'BAD_USER_INPUT',
      `Unknown time zone ${JSON.stringify(name.slice(0, 64))}. Name an IANA zone such as "Europe/Berlin".${didYouMean(name.slice(0, 64), names.values())}`,
    );
  }

  /** The profile of a resolved zone, read once. */
  profile(name: string): Promise<ZoneProfile> {
    let profile = this.#profiles.get(name);
    if (profile === undefined) {
      profile = this.#readProfile(name).catch((error: unknown) => {
        this.#profiles.delete(name);
        throw error;
      });
      this.#profiles.set(name, profile);
    }
    return profile;
  }

  async #readNames(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#database.withoutTenant(ZONE_NAMES);
    return new Map(rows.map(([name]) => [(name as string).toLowerCase(), name as string]));
  }

  async #readProfile(name: string): Promise<ZoneProfile> {
    if (name === 'UTC') return new ZoneProfile([{ sinceUs: 0, offsetSeconds: 0 }], EVER);
    const rows = await this.#database.withoutTenant({ text: PROFILE_TEXT, values: [name] });
    const offsets = rows.map(([sinceUs, s]) => ({ sinceUs: sinceUs as number, offsetSeconds: s as number }));
    return new ZoneProfile(offsets, KNOWN_RANGE);
  }
}

function isKnownToRuntime(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
