import { describe, expect, test } from 'vitest';
import { ZoneProfile } from '../../../src/analytics/planner/zone-profile.js';

const at = (iso: string): number => Date.parse(iso) * 1000;
const KNOWN = { sinceUs: at('1970-01-01T00:00:00Z'), untilUs: at('2100-01-01T00:00:00Z') };

/** London in one year: on UTC in winter, an hour ahead in summer. */
const london = new ZoneProfile(
  [
    { sinceUs: at('1970-01-01T00:00:00Z'), offsetSeconds: 0 },
    { sinceUs: at('2025-03-30T01:00:00Z'), offsetSeconds: 3600 },
    { sinceUs: at('2025-10-26T01:00:00Z'), offsetSeconds: 0 },
  ],
  KNOWN,
);
const kolkata = new ZoneProfile([{ sinceUs: KNOWN.sinceUs, offsetSeconds: 19_800 }], KNOWN);
/** Half an hour of daylight saving, from a half-hour offset to a whole one. */
const lordHowe = new ZoneProfile(
  [
    { sinceUs: at('1970-01-01T00:00:00Z'), offsetSeconds: 37_800 },
    { sinceUs: at('2025-10-04T15:30:00Z'), offsetSeconds: 39_600 },
    { sinceUs: at('2026-04-04T15:00:00Z'), offsetSeconds: 37_800 },
  ],
  KNOWN,
);

const range = (since: string, until: string): { sinceUs: number; untilUs: number } => ({
  sinceUs: at(since),
  untilUs: at(until),
});

const UTC = new ZoneProfile([{ sinceUs: 0, offsetSeconds: 0 }], { sinceUs: null, untilUs: null });

describe('a zone profile', () => {
  test('knows where a zone is on UTC, and how long it stays there', () => {
    expect(london.utcAround(range('2025-01-01T00:00:00Z', '2025-03-30T01:00:00Z'))).toEqual(
      range('1970-01-01T00:00:00Z', '2025-03-30T01:00:00Z'),
    );
    expect(london.utcAround(range('2025-01-01T00:00:00Z', '2025-03-30T01:00:00.001Z'))).toBeNull();
    expect(london.utcAround(range('2025-10-26T01:00:00Z', '2026-01-01T00:00:00Z'))).toEqual(
      range('2025-10-26T01:00:00Z', '2100-01-01T00:00:00Z'),
    );
    expect(UTC.utcAround({ sinceUs: null, untilUs: null })).toEqual({ sinceUs: null, untilUs: null });
  });

  test('allows UTC hours where offsets are whole hours that change at whole hours', () => {
    expect(london.wholeHoursAround(range('2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z'))).toEqual(KNOWN);
    expect(kolkata.wholeHoursAround(range('2025-01-01T00:00:00Z', '2025-02-01T00:00:00Z'))).toBeNull();
    expect(lordHowe.wholeHoursAround(range('2025-10-05T00:00:00Z', '2026-04-01T00:00:00Z'))).toEqual(
      range('2025-10-04T15:30:00Z', '2026-04-04T15:00:00Z'),
    );
    expect(lordHowe.wholeHoursAround(range('2025-10-04T00:00:00Z', '2026-04-01T00:00:00Z'))).toBeNull();
  });

  test('claims nothing of years that it does not know', () => {
    expect(london.wholeHoursAround({ sinceUs: null, untilUs: at('2025-01-01T00:00:00Z') })).toBeNull();
    expect(london.utcAround(range('1969-12-31T00:00:00Z', '1971-01-01T00:00:00Z'))).toBeNull();
    expect(london.utcAround(range('2099-01-01T00:00:00Z', '2100-01-02T00:00:00Z'))).toBeNull();
  });
});
