/** Said of a promise that has not settled in time. */
export class LateError extends Error {}

/**
 * What the promise gives or throws, if that comes in time; what it does later is ignored.
 *
 * A timer may be due only because this process was busy, with the reply already waiting in the socket. Therefore the socket is read once
 * more, in the event loop's next turn, before the promise counts as late.
 * @throws {LateError} where it does not come in time.
 */
export async function withinTime<Value>(promise: Promise<Value>, timeoutMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => setImmediate(() => reject(new LateError(`No reply within ${timeoutMs} ms.`))),
      timeoutMs,
    );
  });
  // Either may fail after the race is over.
  late.catch(() => undefined);
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
