import { beforeEach, describe, expect, test } from 'vitest';
import { CircuitBreaker } from '../../src/cache/circuit-breaker.js';

describe('a circuit breaker', () => {
  let nowMs = 0;
  let breaker: CircuitBreaker;
  beforeEach(() => {
    nowMs = 0;
    breaker = new CircuitBreaker({ maxFailures: 3, pauseMs: 1_000, now: () => nowMs });
  });

  test('opens at so many failures in a row', () => {
    breaker.fail(false, nowMs);
    breaker.fail(false, nowMs);
    breaker.succeed();
    breaker.fail(false, nowMs);
    breaker.fail(false, nowMs);
    expect(breaker.isOpen).toBe(false);
    breaker.fail(false, nowMs);
    expect(breaker.isOpen).toBe(true);
  });

  test('counts what was under way together, and failed together, as one failure', () => {
    nowMs = 50;
    for (let count = 0; count < 32; count++) breaker.fail(false, count);
    expect(breaker.isOpen).toBe(false);
    nowMs = 100;
    breaker.fail(false, 50);
    breaker.fail(false, 60);
    expect(breaker.isOpen).toBe(false);
    nowMs = 150;
    breaker.fail(false, 101);
    expect(breaker.isOpen).toBe(true);
  });

  test('opens at once where the failure is definite', () => {
    breaker.fail(true, nowMs);
    expect(breaker.isOpen).toBe(true);
  });

  test('lets one caller probe after each pause', () => {
    expect(breaker.takeProbe()).toBe(false);
    breaker.fail(true, nowMs);
    expect(breaker.takeProbe()).toBe(false);
    nowMs = 1_000;
    expect([breaker.takeProbe(), breaker.takeProbe()]).toEqual([true, false]);
    nowMs = 2_500;
    breaker.fail(false, nowMs);
    expect(breaker.isOpen).toBe(true);
    nowMs = 3_499;
    expect(breaker.takeProbe()).toBe(false);
    nowMs = 3_500;
    expect(breaker.takeProbe()).toBe(true);
  });

  test('closes when something has worked', () => {
    breaker.fail(true, nowMs);
    breaker.succeed();
    expect(breaker.isOpen).toBe(false);
    nowMs = 5_000;
    expect(breaker.takeProbe()).toBe(false);
  });
});
