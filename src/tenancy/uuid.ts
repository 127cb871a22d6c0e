const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether `text` is a uuid as RFC 9562 writes it, in either case. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
