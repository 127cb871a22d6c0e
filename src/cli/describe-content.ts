import type { ContentStats } from '../maintenance/content/read-content-stats.js';
import type { VerifyReport } from '../maintenance/content/verify-content.js';
import { textTable } from './text-table.js';

/** What tenants' messages take, for people. */
export function describeContentStats(stats: readonly ContentStats[]): string {
  if (stats.length === 0) return 'There are no messages.';
  return textTable(
    ['tenant', 'kept', 'messages ', 'of text ', 'texts ', 'stored ', 'saved ', 'waiting ', 'forgotten '],
    stats.map((of) => [
      of.tenantId,
      of.messageDays === null ? 'for ever' : `${of.messageDays} days`,
      count(of.messages),
      bytes(of.messageBytes),
      count(of.bodies),
      bytes(of.storedBytes),
      of.messageBytes === 0 ? '' : `${((1 - of.storedBytes / of.messageBytes) * 100).toFixed(1)} %`,
      count(of.waiting),
      count(of.forgotten),
    ]),
  );
}

/** Which texts are damaged, for people. */
export function describeVerified({ bodies, corrupt }: VerifyReport): string {
  const read = `Read ${count(bodies)} ${bodies === 1 ? 'text' : 'texts'}`;
  if (corrupt.length === 0) return `${read}: all are what was recorded.`;
  const table = textTable(
    ['tenant', 'hash', 'messages '],
    corrupt.map(({ tenantId, hash, messages }) => [tenantId, hash, count(messages)]),
  );
  return `${read}, of which these are damaged:\n\n${table}\n\nRestore them from a backup: content.message_bodies, by tenant_id and hash.`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function bytes(value: number): string {
  return value < 1024 * 1024 ? `${(value / 1024).toFixed(1)} KiB` : `${(value / 1024 / 1024).toFixed(1)} MiB`;
}
