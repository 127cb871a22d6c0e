import pg from 'pg';
import type { TestDatabase } from '../../setup/test-database.js';

/** A node of `explain (format json)`. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** A statement that has really run, also inside a function, with the plan that it ran by. */
export interface ExecutedPlan {
  readonly statement: string;
  readonly root: PlanNode;
  /** Every node that was executed, the root first. */
  readonly nodes: readonly PlanNode[];
}

/** A session that acts as the gateway and tells how its statements are executed. */
export interface PlanReader {
  /** Runs a statement of the gateway for a tenant, and says how it and all that it called was executed, innermost first. */
  run(
    tenantId: string,
    sql: string,
    values: readonly unknown[],
  ): Promise<{ rows: Record<string, unknown>[]; plans: readonly ExecutedPlan[] }>;
  /** Changes a setting of the session. */
  set(name: string, value: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a superuser's session, for only such may load `auto_explain`, which then works as the gateway's role. `auto_explain` shows the
 * plans that were used, where `explain` of a call shows nothing of a function's inside. They come as warnings, which functions let pass.
 */
export async function openPlanReader(database: TestDatabase): Promise<PlanReader> {
  const client = new pg.Client({ connectionString: database.adminUrl, application_name: 'sluice-test' });
  await client.connect();
  await client.query(`
    load 'auto_explain';
    set auto_explain.log_min_duration = 0;
    set auto_explain.log_nested_statements = on;
    set auto_explain.log_analyze = on;
    set auto_explain.log_timing = off;
    set auto_explain.log_buffers = on;
    set auto_explain.log_format = 'json';
    set auto_explain.log_level = 'warning';
    set role sluice_gateway`);
  let notices: string[] = [];
  client.on('notice', ({ message }) => void (message !== undefined && notices.push(message)));
  return {
    run: async (tenantId, sql, values) => {
      const plans: ExecutedPlan[] = [];
      await client.query(
        `begin read only; select set_config('app.current_tenant_id', ${client.escapeLiteral(tenantId)}, true)`,
      );
      notices = [];
      try {
        const { rows } = await client.query<Record<string, unknown>>(sql, [...values]);
        return { rows, plans };
      } finally {
        // The plan of a statement with parameters comes when its portal is closed.
        await client.query('rollback');
        plans.push(...notices.flatMap(readPlan));
      }
    },
    set: async (name, value) => void (await client.query('select set_config($1, $2, false)', [name, value])),
    close: () => client.end(),
  };
}

function readPlan(notice: string): ExecutedPlan[] {
  const json = /^duration: [\d.]+ ms {2}plan:\n([^]*)$/.exec(notice)?.[1];
  if (json === undefined) return [];
  const { 'Query Text': statement, Plan: root } = JSON.parse(json) as {
    'Query Text': string;
    Plan: PlanNode;
  };
  return [{ statement, root, nodes: flatten(root) }];
}

/** What was planned only, for an estimate, or was never reached, is left out. */
function flatten(node: PlanNode): readonly PlanNode[] {
  const isExecuted = (node['Actual Loops'] ?? 0) > 0;
  return [...(isExecuted ? [node] : []), ...(node.Plans ?? []).flatMap(flatten)];
}

/** The buffers that a statement has touched, whatever it called included. */
export function buffersOf({ root }: ExecutedPlan): number {
  return (root['Shared Hit Blocks'] ?? 0) + (root['Shared Read Blocks'] ?? 0);
}
