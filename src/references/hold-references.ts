import type { GatewayDatabase, Held } from '../tenancy/gateway-database.js';
import type { Statement } from '../tenancy/statement.js';
import { referenceKey } from './reference-key.js';
import { REFERENCE_KINDS, type Reference } from './reference.js';

/** References that nobody can make untrue while they are held. */
export interface HeldReferences {
  /** Whether the reference was right when the holding began, and is held since; ids in lower case. */
  has(reference: Reference): boolean;
  /** Passes where all are held still. @throws SluiceError `DATABASE_UNAVAILABLE` where they have been lost. */
  assertHeld(): Promise<void>;
}

const PING: Statement = { name: 'sluice_ping', text: 'select 1', values: [] };

/**
 * Works while the rows that the references name are held in `oltp`: who deletes one of them waits until the work is done. Where the holding was
 * lost before that, `isCommitted` is false: what was written meanwhile may refer to rows that have gone.
 * @param references with ids that are uuids in lower case.
 * @throws SluiceError what the door throws; what `work` throws.
 */
export function holdReferences<Value>(
  oltp: GatewayDatabase,
  tenantId: string,
  references: readonly Reference[],
  work: (held: HeldReferences) => Promise<Value>,
  signal?: AbortSignal,
): Promise<Held<Value>> {
  const statements = REFERENCE_KINDS.flatMap((kind) => {
    const ids = new Set(references.filter((reference) => reference.kind === kind).map(({ id }) => id));
    return ids.size === 0 ? [] : [holdStatement(kind, [...ids])];
  });
  return oltp.holding(
    tenantId,
    statements,
    ({ rows, run }) => {
      const held = new Set<string>();
      statements.forEach(({ values: [kind] }, i) => {
        const [[ids] = []] = rows[i] as readonly (readonly [readonly string[]])[];
        for (const id of ids!) held.add(referenceKey(tenantId, { kind: kind as Reference['kind'], id }));
      });
      return work({
        has: (reference) => held.has(referenceKey(tenantId, reference)),
        assertHeld: async () => void (await run([PING])),
      });
    },
    { signal },
  );
}

function holdStatement(kind: Reference['kind'], ids: readonly string[]): Statement {
  return {
    name: 'sluice_hold_references',
    text: 'select oltp.hold_references($1::text, $2::uuid[])::text[]',
    values: [kind, ids],
  };
}
