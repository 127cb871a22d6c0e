import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { readIsoTime } from '../../../src/importing/mapping/time-format.js';
import { ZoneClock } from '../../../src/importing/transform/zone-clock.js';

const at = (ms: number): string => new Date(ms).toISOString().slice(0, 19);

describe('a wall clock', () => {
  test.each([
    ['America/New_York', '2015-07-01T12:00:00', '2015-07-01T16:00:00', '2015-07-01T16:00:00', false],
    ['America/New_York', '2015-11-01T01:16:00', '2015-11-01T05:16:00', '2015-11-01T06:16:00', false],
    ['America/New_York', '2015-11-01T02:00:00', '2015-11-01T07:00:00', '2015-11-01T07:00:00', false],
    ['America/New_York', '2015-03-08T02:30:00', '2015-03-08T06:30:00', '2015-03-08T07:30:00', true],
    ['Australia/Lord_Howe', '2026-04-05T01:45:00', '2026-04-04T14:45:00', '2026-04-04T15:15:00', false],
    ['Asia/Kathmandu', '2020-01-01T00:00:00', '2019-12-31T18:15:00', '2019-12-31T18:15:00', false],
  ])('of %s: %s is %s or %s', (zone, wall, earlier, later, isGap) => {
    const instants = new ZoneClock(zone).instantsOf(readIsoTime(wall)!);
    expect([at(instants.earlierMs), at(instants.laterMs), instants.isGap]).toEqual([earlier, later, isGap]);
  });

  test('agrees with Temporal at any time, though it asks it once an hour', () => {
    const zones = fc.constantFrom(
      'America/New_York',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Asia/Kathmandu',
      'Pacific/Apia',
    );
    const clocks = new Map<string, ZoneClock>();
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 60 * 366 * 24 * 3600 }), (zone, second) => {
        const clock = clocks.get(zone) ?? new ZoneClock(zone);
        clocks.set(zone, clock);
        const wall = Temporal.PlainDateTime.from('1990-01-01').add({ seconds: second });
        const { year, month, day, hour, minute, second: seconds } = wall;
        const { earlierMs, laterMs } = clock.instantsOf({
          year,
          month,
          day,
          hour,
          minute,
          second: seconds,
          fraction: '',
          offsetMinutes: null,
        });
        expect(earlierMs).toBe(wall.toZonedDateTime(zone, { disambiguation: 'earlier' }).epochMilliseconds);
        expect(laterMs).toBe(wall.toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds);
      }),
      { numRuns: 3_000 },
    );
  });
});
