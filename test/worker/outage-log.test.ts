import { pino } from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import { OutageLog } from '../../src/worker/outage-log.js';

let lines: { level: number; msg: string }[];
let outages: OutageLog;

beforeEach(() => {
  lines = [];
  outages = new OutageLog(
    pino({ level: 'info' }, { write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[0]) }),
  );
});

const refused = (): Error => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const shutDown = (): Error => Object.assign(new Error('terminating connection'), { code: '57P01' });
const denied = (): Error => Object.assign(new Error('permission denied for x'), { code: '42501' });

describe('the log of outages', () => {
  test('has one line for the begin and one for the end, however the connection fails', () => {
    outages.succeeded();
    for (let i = 0; i < 10; i++) outages.failed(i % 2 === 0 ? shutDown() : refused());
    outages.succeeded();
    outages.succeeded();
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      [50, 'The worker cannot reach the database, and tries again until it can.'],
      [30, 'The worker is at work again.'],
    ]);
  });

  test('says when the reason has become another', () => {
    outages.failed(refused());
    outages.failed(denied());
    outages.failed(denied());
    expect(lines.map(({ msg }) => msg)).toEqual([
      'The worker cannot reach the database, and tries again until it can.',
      'The worker cannot look for work: permission denied for x',
    ]);
  });
});
