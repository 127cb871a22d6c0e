import { styleText } from 'node:util';
import type { OperationReport } from './inspect-operation.js';
import type { CheckStatus, IsolationReport } from './isolation-report.js';

type Format = Parameters<typeof styleText>[0];

const MARKS: Readonly<Record<CheckStatus, readonly [mark: string, format: Format]>> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  failed: ['✗', 'red'],
  skipped: ['-', 'gray'],
};

/** Writes the reports for people, one line a check, with what was found and the fix below each that is not green. */
export function printReport(
  isolation: IsolationReport,
  operation: OperationReport,
  options: { readonly isColoured: boolean; readonly now: Date },
): string {
  const paint = (format: Format, text: string): string =>
    options.isColoured ? styleText(format, text, { validateStream: false }) : text;
  const lines = [
    `Isolation of "${isolation.database}" as "${isolation.role}" (PostgreSQL ${isolation.serverVersion})`,
    '',
  ];
  for (const { id, title, status, findings } of isolation.checks) {
    const [mark, format] = MARKS[status];
    lines.push(`${paint(format, `${mark} ${title}`)} ${paint('gray', `[${id}]`)}`);
    for (const { found, fix } of findings) lines.push(`    ${found}`, `    ${paint('bold', 'Fix:')} ${fix}`);
  }
  lines.push('', ...operationLines(operation, options.now), summary(isolation, paint));
  return lines.join('\n');
}

function operationLines({ rollups, defaultPartitions }: OperationReport, now: Date): string[] {
  const lines: string[] = [];
  if (rollups.length > 0) {
    lines.push('Rollups');
    for (const { view, refreshedAt, rowCount } of rollups) {
      const age = describeAge(now.getTime() - refreshedAt.getTime());
      lines.push(
        `  ${view.padEnd(32)} ${rowCount.toLocaleString('en').padStart(12)} rows, refreshed ${age} ago`,
      );
    }
    lines.push('');
  }
  const waiting = defaultPartitions.filter(({ rowCount }) => rowCount > 0n);
  if (waiting.length > 0) {
    lines.push('Rows in default partitions, which wait for the partition of their month');
    for (const { table, rowCount } of waiting)
      lines.push(`  ${table.padEnd(32)} ${rowCount.toLocaleString('en').padStart(12)} rows`);
    lines.push('');
  }
  return lines;
}

function summary(
  { checks, isSafe }: IsolationReport,
  paint: (format: Format, text: string) => string,
): string {
  const count = (status: CheckStatus): number => checks.filter((check) => check.status === status).length;
  const warnings = count('warning') === 0 ? '' : `, ${count('warning')} with a warning`;
  if (isSafe) return paint('green', `Tenants are isolated: ${checks.length} checks${warnings}.`);
  return paint(
    'red',
    `Tenants are not isolated: ${count('failed')} of ${checks.length} checks failed${warnings}. Sluice refuses to serve from this database.`,
  );
}

const MINUTE_MS = 60 * 1000;

function describeAge(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE_MS));
  if (minutes < 1) return 'less than a minute';
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}
