import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createTimeReader,
  readIsoTime,
  type TimeReader,
} from '../../../src/importing/mapping/time-format.js';

function reader(format: string): TimeReader {
  const read = createTimeReader(format);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

const wall = (year: number, month: number, day: number, hour = 0, minute = 0, second = 0): object => ({
  year,
  month,
  day,
  hour,
  minute,
  second,
});

describe('reading times', () => {
  test.each([
    ['MM/dd/yyyy hh:mm:ss a', '05/11/2015 12:56:00 AM', wall(2015, 5, 11, 0, 56)],
    ['MM/dd/yyyy hh:mm:ss a', '05/11/2015 12:56:00 PM', wall(2015, 5, 11, 12, 56)],
    ['MM/dd/yyyy hh:mm:ss a', '05/11/2015 03:56:09 pm', wall(2015, 5, 11, 15, 56, 9)],
    ['d/M/yyyy H:mm', '1/3/2016 7:05', wall(2016, 3, 1, 7, 5)],
    [
      "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
      '2016-02-29T23:59:58.25+05:30',
      { ...wall(2016, 2, 29, 23, 59, 58), fraction: '25', offsetMinutes: 330 },
    ],
    [
      'iso',
      '2016-02-29 23:59:58.123456789Z',
      { ...wall(2016, 2, 29, 23, 59, 58), fraction: '123456', offsetMinutes: 0 },
    ],
    ['iso', '2016-02-29', wall(2016, 2, 29)],
    ['unix_seconds', '1456789012.5', { fraction: '500000', offsetMinutes: 0, second: 52 }],
    ['unix_milliseconds', '1456789012500', { fraction: '500000', offsetMinutes: 0, second: 52 }],
    ['unix_seconds', '-1', { ...wall(1969, 12, 31, 23, 59, 59), offsetMinutes: 0 }],
  ])('%s reads %s', (format, text, parts) => {
    expect(reader(format)(text)).toMatchObject(parts);
  });

  test.each([
    ['MM/dd/yyyy hh:mm:ss a', '13/11/2015 03:56:00 AM'],
    ['MM/dd/yyyy hh:mm:ss a', '05/11/2015 13:56:00 PM'],
    ['MM/dd/yyyy hh:mm:ss a', '05/11/2015 00:56:00 AM'],
    ['MM/dd/yyyy hh:mm:ss a', '5/11/2015 03:56:00 AM'],
    ['MM/dd/yyyy hh:mm:ss a', '05/11/2015 03:56:00'],
    ['d/M/yyyy', '29/2/2015'],
    ['d/M/yyyy', '31/4/2015'],
    ['iso', '2015-02-29T00:00:00Z'],
    ['iso', '2015-02-28T24:00:00Z'],
    ['iso', '0000-01-01T00:00:00Z'],
    ['iso', 'yesterday'],
    ['unix_seconds', '1e12'],
    ['unix_seconds', '9999999999999999'],
  ])('%s refuses %s', (format, text) => {
    expect(reader(format)(text)).toBeNull();
  });

  test.each([
    ['yyyy-MM-dd QQ', '"QQ" is no part of a time format'],
    ['MM/dd', 'it has no year'],
    ['yyyy-MM-dd yyyy', 'the year stands there twice'],
    ['yyyy-MM-dd hh:mm', 'need each other'],
  ])('the format %s cannot be used: %s', (format, complaint) => {
    expect(createTimeReader(format)).toContain(complaint);
  });

  test('ISO reads back every instant of JavaScript', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (at) => {
          const { year, month, day, hour, minute, second, fraction } = readIsoTime(at.toISOString())!;
          const back = new Date(0);
          back.setUTCFullYear(year, month - 1, day);
          back.setUTCHours(hour, minute, second, Number(fraction));
          expect(back).toEqual(at);
        },
      ),
    );
  });
});
