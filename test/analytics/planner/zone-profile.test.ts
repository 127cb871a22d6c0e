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

describe('a zone profile', () => {
  test('knows where a zone is on UTC', () => {
    expect(london.isUtc(range('2025-01-01T00:00:00Z', '2025-03-30T01:00:00Z'))).toBe(true);
    expect(london.isUtc(range('2025-01-01T00:00:00Z', '2025-03-30T01:00:00.001Z'))).toBe(false);
    expect(london.isUtc(range('2025-10-26T01:00:00Z', '2026-01-01T00:00:00Z'))).toBe(true);
  });

  test('allows UTC hours where offsets are whole hours that change at whole hours', () => {
    expect(london.isWholeHours(range('2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z'))).toBe(true);
    expect(kolkata.isWholeHours(range('2025-01-01T00:00:00Z', '2025-02-01T00:00:00Z'))).toBe(false);
    expect(lordHowe.isWholeHours(range('2025-10-05T00:00:00Z', '2026-04-01T00:00:00Z'))).toBe(true);
    expect(lordHowe.isWholeHours(range('2025-10-04T00:00:00Z', '2026-04-01T00:00:00Z'))).toBe(false);
  });

  test('claims nothing of years that it does not know', () => {
    expect(london.isWholeHours({ sinceUs: null, untilUs: at('2025-01-01T00:00:00Z') })).toBe(false);
    expect(london.isUtc(range('1969-12-31T00:00:00Z', '1971-01-01T00:00:00Z'))).toBe(false);
    expect(london.isUtc(range('2099-01-01T00:00:00Z', '2100-01-02T00:00:00Z'))).toBe(false);
  });
});
