import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import type { Statement } from '../tenancy/statement.js';
import { REFERENCE_KINDS, type Reference, type ReferenceKind } from './reference.js';
import { parseSnapshot } from './snapshot.js';
import type { KeptVerdict } from './stored-verdict.js';

/**
 * Asks `oltp` about references of one tenant: one statement for each kind among them, all in one transaction.
 * @param references with ids that are uuids in lower case, none twice.
 * @returns a verdict for each, in order.
 * @throws SluiceError what the door throws.
 */
export async function checkReferences(
  database: GatewayDatabase,
  tenantId: string,
  references: readonly Reference[],
): Promise<readonly KeptVerdict[]> {
  const idsByKind = new Map<ReferenceKind, string[]>(REFERENCE_KINDS.map((kind) => [kind, []]));
  for (const { kind, id } of references) idsByKind.get(kind)!.push(id);
  const asked = [...idsByKind].filter(([, ids]) => ids.length > 0);
  if (asked.length === 0) return [];
  const answers = await database.tenantTransaction(
    tenantId,
    asked.map(([kind, ids]) => checkStatement(kind, ids)),
  );
  const known = new Map<ReferenceKind, ReadonlySet<string>>();
  // The transaction reads under one snapshot, so that each statement says the same one.
  const [[, snapshotText, epoch] = []] = answers[0] as readonly (readonly [unknown, string, string])[];
  asked.forEach(([kind], i) => {
    const [[ids] = []] = answers[i] as readonly (readonly [readonly string[]])[];
    known.set(kind, new Set(ids));
  });
  const snapshot = parseSnapshot(snapshotText!)!;
  return references.map((reference) => ({
    reference,
    verdict: known.get(reference.kind)!.has(reference.id) ? 'KNOWN' : 'UNKNOWN',
    epoch: epoch!,
    snapshot,
  }));
}

function checkStatement(kind: ReferenceKind, ids: readonly string[]): Statement {
  return {
    name: 'sluice_check_references',
    text: 'select c.known::text[], c.snapshot, c.epoch from oltp.check_references($1::text, $2::uuid[]) as c',
    values: [kind, ids],
  };
}
