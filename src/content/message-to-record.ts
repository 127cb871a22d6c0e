/** A message as a client tells it, with nothing wrong about it but, maybe, what it refers to. */
export interface MessageToRecord {
  /** What the client calls it: the same key writes one message. */
  readonly clientKey: string;
  /** As the client says it: what is no uuid is unknown. */
  readonly campaignId: string;
  readonly leadId: string;
  readonly emailAccountId: string;
  readonly direction: 'outbound' | 'inbound';
  readonly subject: string | null;
  readonly body: string;
  /** ISO 8601 in UTC, with microseconds. */
  readonly sentAt: string;
}

/** The fields by which a message refers to rows of another database. */
export type MessageReference = 'tenantId' | 'campaignId' | 'leadId' | 'emailAccountId';

/** What became of a message. */
export type RecordOutcome =
  /** It is there, now or from before: only this process minds which. */
  | { readonly kind: 'accepted'; readonly id: string; readonly isNew: boolean }
  /** What these fields refer to does not exist. */
  | { readonly kind: 'unknown'; readonly fields: readonly MessageReference[] }
  /** Another message has its key. */
  | { readonly kind: 'conflicting' }
  /** Another message of the same call has its key. */
  | { readonly kind: 'duplicate' };
