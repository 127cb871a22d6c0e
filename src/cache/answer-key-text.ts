import { createHash } from 'node:crypto';
import type { AnswerKey } from './answer-cache.js';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * A key as one text that begins with the tenant; different keys have different texts.
 * @param dataVersion the version to use instead of the key's own
 * @throws {Error} where the key has no tenant: nothing may ever be kept, or found, without one.
 */
export function answerKeyText(key: AnswerKey, dataVersion: string = key.dataVersion): string {
  assertTenant(key);
  return `${key.tenantId} ${JSON.stringify([key.restrictions, key.scopes, key.question, dataVersion])}`;
}

/** The names of an answer in Redis. */
export interface RedisNames {
  /** Where the answer is. */
  readonly value: string;
  /** Where the process that loads it has left its mark. */
  readonly flight: string;
}

/**
 * The names of an answer in Redis, `<prefix>:{<tenant>}:<hash>`. The braces are Redis Cluster's: all names of a tenant are in one slot.
 * @throws {Error} as {@link answerKeyText}.
 */
export function redisNames(
  prefix: string,
  key: AnswerKey,
  dataVersion: string = key.dataVersion,
): RedisNames {
  const hash = createHash('sha256').update(answerKeyText(key, dataVersion)).digest('base64url');
  const value = `${prefix}:{${key.tenantId}}:${hash}`;
  return { value, flight: `${value}:flight` };
}

/**
 * Passes a key that has a tenant.
 * @throws {Error} where it has none.
 */
export function assertTenant({ tenantId }: AnswerKey): void {
  if (!UUID.test(tenantId)) throw new Error('AnswerKey without a tenant: answers are kept by tenant alone.');
}
