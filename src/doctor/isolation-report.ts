/** One hole that a check found. */
export interface IsolationFinding {
  /** What there is, with the names of roles and relations. */
  readonly found: string;
  /** One line of SQL that closes it, or advice where no single statement does. */
  readonly fix: string;
}

/**
 * How a check came out: `ok` found nothing, `warning` found something that is no hole by itself, `failed` found a hole,
 * `skipped` would mean nothing until another check is green.
 */
export type CheckStatus = 'ok' | 'warning' | 'failed' | 'skipped';

export interface IsolationCheckResult {
  /** Stable, in kebab-case, for scripts. */
  readonly id: string;
  /** The rule in words, as it should be. */
  readonly title: string;
  readonly status: CheckStatus;
  readonly findings: readonly IsolationFinding[];
}

/** What the live database says about tenant isolation, as the connected role sees it. */
export interface IsolationReport {
  readonly role: string;
  readonly database: string;
  readonly serverVersion: string;
  /** No check failed; there may be warnings. */
  readonly isSafe: boolean;
  /** In the order in which they ought to be read and mended. */
  readonly checks: readonly IsolationCheckResult[];
}
