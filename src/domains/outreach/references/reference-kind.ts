import { defineEnum } from '../../../analytics/graphql/define-enum.js';
import type { ReferenceKind } from '../../../references/reference.js';

/** The kinds of rows that can be referred to, as GraphQL names them. */
export const ReferenceKindName = defineEnum('ReferenceKind', 'What a reference refers to.', {
  TENANT: "A tenant. No other than the token's own is known.",
  CAMPAIGN: 'A campaign.',
  LEAD: 'A lead.',
  EMAIL_ACCOUNT: 'A mailbox.',
});

/** The tables behind the names. */
export const REFERENCE_KIND_BY_NAME: Readonly<Record<keyof typeof ReferenceKindName, ReferenceKind>> = {
  TENANT: 'oltp.tenants',
  CAMPAIGN: 'oltp.campaigns',
  LEAD: 'oltp.leads',
  EMAIL_ACCOUNT: 'oltp.email_accounts',
};
