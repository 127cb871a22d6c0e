import { createHash } from 'node:crypto';
import type { DocumentNode } from 'graphql';
import type { ExecutionRequest } from '../analytics/execution/execution-request.js';
import type { AnswerKey } from '../cache/answer-cache.js';

/** 128 bits, in base64url. */
const TAG_LENGTH = 22;

const hashes = new WeakMap<DocumentNode, string>();

/**
 * The entity tag (RFC 9110, 8.8.3) of an operation's answer, made without looking at it: what is kept in the cache under `key` is the same
 * data, and the document, the operation's name and the variables decide what is made of it. It is a weak one, because the bytes may
 * differ: a response also says where its answer came from.
 */
export function entityTag({ document, operationName, variables }: ExecutionRequest, key: AnswerKey): string {
  const { tenantId, restrictions, scopes, question, dataVersion } = key;
  const hash = createHash('sha256').update(
    JSON.stringify([
      [tenantId, restrictions, scopes, question, dataVersion],
      [hashOf(document), operationName ?? null, variables ?? null],
    ]),
  );
  return `W/"${hash.digest('base64url').slice(0, TAG_LENGTH)}"`;
}

/**
 * Whether an `If-None-Match` header names `tag`, by weak comparison (RFC 9110, 13.1.2). `*` names every tag.
 */
export function isNamedIn(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const opaque = tag.replace(/^W\//, '');
  return ifNoneMatch
    .split(',')
    .map((named) => named.trim().replace(/^W\//, ''))
    .some((named) => named === opaque || named === '*');
}

/** Of the text where the document has one: each is hashed once. */
function hashOf(document: DocumentNode): string {
  let hash = hashes.get(document);
  if (hash === undefined) {
    const text = document.loc?.source.body ?? JSON.stringify(document);
    hash = createHash('sha256').update(text).digest('base64url');
    hashes.set(document, hash);
  }
  return hash;
}
