import type { Exchange } from './exchange.js';

/** The line below the answer: how the last operation went, how many answers a live one has had, or what to do first. */
export function ExchangeSummary({
  exchange,
  isTokenMissing,
}: {
  exchange: Exchange | null;
  isTokenMissing: boolean;
}) {
  if (exchange === null) {
    return (
      <p className="playground-exchange">
        {isTokenMissing
          ? 'Paste a token above, then run an example.'
          : 'Run an operation: Ctrl-Enter, or ⌘-Enter on a Mac.'}
      </p>
    );
  }
  if (exchange.kind === 'live') {
    return (
      <p className="playground-exchange" data-live={exchange.isOpen}>
        <strong>{exchange.isOpen ? 'Live' : 'Ended'}</strong>
        <span>{exchange.answers === 1 ? '1 answer' : `${exchange.answers} answers`}</span>
      </p>
    );
  }
  return (
    <p className="playground-exchange" data-status={exchange.status}>
      <strong>HTTP {exchange.status}</strong>
      <span>{exchange.durationMs.toFixed(exchange.durationMs < 10 ? 1 : 0)} ms</span>
      <span>{describeSize(exchange.bytes)}</span>
      {exchange.requestId !== null && (
        <span title="The server's log knows this request by this id">{exchange.requestId}</span>
      )}
    </p>
  );
}

function describeSize(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`;
}
