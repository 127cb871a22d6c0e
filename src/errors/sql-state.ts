/** The SQLSTATEs that Sluice acts on, by their names in PostgreSQL's appendix A. */
export const SQL_STATE = {
  checkViolation: '23514',
  foreignKeyViolation: '23503',
  notNullViolation: '23502',
  uniqueViolation: '23505',
  queryCanceled: '57014',
  adminShutdown: '57P01',
  crashShutdown: '57P02',
  cannotConnectNow: '57P03',
  tooManyConnections: '53300',
  insufficientPrivilege: '42501',
  undefinedTable: '42P01',
  undefinedSchema: '3F000',
  undefinedDatabase: '3D000',
  invalidPassword: '28P01',
  invalidAuthorization: '28000',
  lockNotAvailable: '55P03',
  serializationFailure: '40001',
  inFailedTransaction: '25P02',
  idleInTransactionTimeout: '25P03',
  numericOutOfRange: '22003',
  /** Our own: `sluice.matching_documents`. */
  documentsIncomplete: 'SL001',
} as const;

/** These end the session: a lost connection, a server that stops or a terminated backend, a time limit of sessions. */
const ENDS_SESSION = /^(08|57P|25P03)/;

/** Whether an error came through a session that goes on: it has a SQLSTATE then, and none of those that end the session. */
export function leavesSession(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state !== null && !ENDS_SESSION.test(state);
}

/** The SQLSTATE of an error that came from PostgreSQL, else null. */
export function sqlStateOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  const { code } = error;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}
