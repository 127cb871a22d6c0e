import { recordOperatorAction } from '../../audit/record-operator-action.js';
import type { AuditRecorder } from '../audited-action.js';
import { withOwner } from './with-owner.js';

/** Writes entries by the URL of the role that migrates. @throws SluiceError as {@link withOwner}. */
export function recordAsOwner(url: string): AuditRecorder {
  return (action) => withOwner(url, undefined, (session) => recordOperatorAction(session, action));
}
