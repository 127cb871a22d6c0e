/** Clocks of issuer and gateway may differ by this much. */
export const CLOCK_TOLERANCE_SECONDS = 5;

/** The only algorithm for tokens signed with a shared secret. */
export const SECRET_ALGORITHMS = ['HS256'] as const;

/** The only algorithms for tokens verified with a published key. None of them takes a secret, so a public key cannot be passed off as one. */
export const PUBLISHED_KEY_ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const;

/** Claims without which a token says too little. */
export const REQUIRED_CLAIMS = ['exp', 'sub', 'tenant_id'] as const;
