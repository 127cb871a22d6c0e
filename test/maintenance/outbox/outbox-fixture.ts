import { createOperatorRun } from '../../../src/audit/operator-run.js';
import {
  discardRefused,
  type DiscardedRefused,
  type DiscardRefusedOptions,
} from '../../../src/maintenance/outbox/discard-refused.js';
import {
  restoreRefused,
  type RestoredRefused,
  type RestoreRefusedOptions,
} from '../../../src/maintenance/outbox/restore-refused.js';
import { moveOutbox, type MovedOutbox } from '../../../src/worker/outbox/move-outbox.js';
import { WorkerDatabase } from '../../../src/worker/worker-database.js';
import type { TestServer } from '../../setup/test-servers.js';
import { createOutreachWorkerFixture, type OutreachWorkerFixture } from '../../worker/outreach-fixture.js';

/** The four databases, and words for what becomes of what analytics refuses. */
export interface OutboxFixture extends OutreachWorkerFixture {
  /** Moves what is due from content, as a worker does. */
  move(): Promise<MovedOutbox>;
  /** Moves all that waits in content, as if it were due. */
  moveAll(): Promise<MovedOutbox>;
  /** Sets aside what was refused, of all tenants unless told. */
  discard(options?: Partial<DiscardRefusedOptions>): Promise<readonly DiscardedRefused[]>;
  /** Puts it back, of all tenants unless told. */
  restore(options?: Partial<RestoreRefusedOptions>): Promise<readonly RestoredRefused[]>;
  /** What operators did to content's outbox, oldest first. */
  trail(): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Campaigns are a must in analytics: a row without one is refused, by no constraint with a name. */
export const REFUSED = { campaign_id: null };

export async function createOutboxFixture(server?: TestServer): Promise<OutboxFixture> {
  const fixture = await createOutreachWorkerFixture(server);
  const source = new WorkerDatabase({ url: fixture.content.maintainerUrl, maxConnections: 4 });
  const analytics = new WorkerDatabase({ url: fixture.analytics.maintainerUrl, maxConnections: 4 });
  const move = () => moveOutbox(source, analytics, new AbortController().signal);
  const usual = { urls: fixture.urls, tenantId: null };
  return {
    ...fixture,
    move,
    moveAll: async () => {
      await fixture.content.asAdmin('update sluice.outbox set due_at = clock_timestamp()');
      return move();
    },
    discard: (options = {}) =>
      discardRefused({ ...usual, isDryRun: false, run: createOperatorRun('olga'), ...options }),
    restore: (options = {}) => restoreRefused({ ...usual, run: createOperatorRun('olga'), ...options }),
    trail: () =>
      fixture.content.asOwner(
        `select tenant_id, subject, action, target, outcome, before, after
         from sluice.audit_entries where action like 'outbox %' order by occurred_at`,
      ),
    close: async () => {
      await Promise.all([source.close(), analytics.close()]);
    },
  };
}
