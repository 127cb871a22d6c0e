import { describe, expect, test } from 'vitest';
import { arrivalTimes } from '../../src/demo/generator/arrival-times.js';
import { generateTickets } from '../../src/demo/generator/generate-tickets.js';
import { createPeople } from '../../src/demo/generator/people.js';
import { planTenants } from '../../src/demo/generator/plan-tenants.js';
import { Random } from '../../src/demo/generator/random.js';
import { TENANT_PROFILES } from '../../src/demo/generator/tenant-profiles.js';
import type { TenantPlan, Ticket } from '../../src/demo/generator/ticket.js';

const SPAN = { fromMs: Date.UTC(2024, 0, 1), untilMs: Date.UTC(2026, 0, 1) };
const BUSINESS = TENANT_PROFILES.find(({ name }) => name === 'Larkspur Software')!;

function ticketsOf(plan: TenantPlan, seed = 1): Ticket[] {
  const random = new Random(seed);
  const people = createPeople(plan.profile, plan.tickets, SPAN.fromMs, random);
  return [...generateTickets(plan, people, SPAN, random)];
}

describe('the generator of chance', () => {
  test('repeats itself for the same seed, and not for another', () => {
    const draw = (seed: number): number[] => {
      const random = new Random(seed);
      return Array.from({ length: 20 }, () => random.uint32());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('keeps to its bounds, mean and deviation', () => {
    const random = new Random(1);
    const integers = Array.from({ length: 10_000 }, () => random.integer(3, 7));
    expect(new Set(integers)).toEqual(new Set([3, 4, 5, 6, 7]));
    const normals = Array.from({ length: 20_000 }, () => random.normal());
    const mean = normals.reduce((sum, value) => sum + value, 0) / normals.length;
    const variance = normals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / normals.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });

  test('makes version 7 uuids in the order of their instants', () => {
    const random = new Random(1);
    const earlier = random.uuidAt(SPAN.fromMs);
    const later = random.uuidAt(SPAN.fromMs + 1);
    expect(earlier).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(earlier < later).toBe(true);
  });
});

describe('the generated tenants', () => {
  test.each([100, 2000, 200_000])('share out exactly %i tickets, the first most of them', (tickets) => {
    const plans = planTenants(tickets);
    const counts = plans.map((plan) => plan.tickets);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(tickets);
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect([...counts].sort((a, b) => b - a)).toEqual(counts);
    expect(counts[0]! / tickets).toBeGreaterThan(0.25);
  });
});

describe('the generated tickets', () => {
  test('are the same for the same seed', () => {
    const plan = { profile: BUSINESS, tickets: 300 };
    expect(ticketsOf(plan)).toEqual(ticketsOf(plan));
    expect(ticketsOf(plan, 2)).not.toEqual(ticketsOf(plan));
  });

  test('come in by the hours and days of their tenant, in order, and more of them as it grows', () => {
    const times = arrivalTimes(BUSINESS, 20_000, SPAN.fromMs, SPAN.untilMs, new Random(1));
    expect(times).toHaveLength(20_000);
    expect(times.every((time, index) => index === 0 || time >= times[index - 1]!)).toBe(true);
    expect(times[0]! >= SPAN.fromMs && times.at(-1)! < SPAN.untilMs).toBe(true);
    const local = [...times].map((time) => new Date(time + BUSINESS.utcOffsetHours * 3_600_000));
    const share = (isCounted: (at: Date) => boolean): number => local.filter(isCounted).length / local.length;
    expect(share((at) => at.getUTCDay() % 6 === 0)).toBeLessThan(0.12);
    expect(share((at) => at.getUTCHours() < 6)).toBeLessThan(0.05);
    expect(share((at) => at.getUTCFullYear() === 2025)).toBeGreaterThan(0.55);
  });

  test('never run backwards, nor past the present', () => {
    for (const ticket of planTenants(6000).flatMap((plan) => ticketsOf(plan))) {
      const { createdAtMs, firstRespondedAtMs, resolvedAtMs, updatedAtMs } = ticket;
      if (firstRespondedAtMs !== null) expect(firstRespondedAtMs).toBeGreaterThanOrEqual(createdAtMs);
      if (resolvedAtMs !== null) expect(resolvedAtMs).toBeGreaterThanOrEqual(firstRespondedAtMs!);
      expect(updatedAtMs).toBeGreaterThanOrEqual(createdAtMs);
      expect(updatedAtMs).toBeLessThan(SPAN.untilMs);
      const isDone = ticket.status === 'resolved' || ticket.status === 'closed';
      expect(isDone).toBe(resolvedAtMs !== null);
      if (!isDone) expect(ticket.satisfactionScore).toBeNull();
      if (ticket.priority === null) expect(ticket.isSlaBreached).toBeNull();
    }
  });

  test('read like tickets: no slot is left open, and many differ', () => {
    for (const profile of TENANT_PROFILES) {
      const tickets = ticketsOf({ profile, tickets: 400 });
      for (const { subject, description } of tickets) {
        expect(subject + description).not.toMatch(/[{}]|undefined/);
        expect(subject).toMatch(/^[A-Z"]/);
      }
      expect(new Set(tickets.map(({ description }) => description)).size).toBeGreaterThan(200);
    }
  });

  test('have every status, every priority and none, every score, and breaches that cost satisfaction', () => {
    const tickets = planTenants(20_000).flatMap((plan) => ticketsOf(plan));
    const values = (of: (ticket: Ticket) => unknown): Set<unknown> => new Set(tickets.map(of));
    expect(values(({ status }) => status)).toEqual(
      new Set(['new', 'open', 'pending', 'resolved', 'closed', 'cancelled']),
    );
    expect(values(({ priority }) => priority)).toEqual(new Set(['low', 'medium', 'high', 'urgent', null]));
    expect(values(({ satisfactionScore }) => satisfactionScore)).toEqual(new Set([1, 2, 3, 4, 5, null]));
    const meanScore = (isBreached: boolean): number => {
      const rated = tickets.filter(
        (ticket) => ticket.isSlaBreached === isBreached && ticket.satisfactionScore !== null,
      );
      return rated.reduce((sum, { satisfactionScore }) => sum + satisfactionScore!, 0) / rated.length;
    };
    expect(meanScore(false)).toBeGreaterThan(meanScore(true) + 0.7);
  });
});
