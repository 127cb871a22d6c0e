import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { useEffect, useMemo, useState } from 'react';
import { createFetcher } from './create-fetcher.js';
import { createLiveClient } from './create-live-client.js';
import type { Exchange } from './exchange.js';
import { EXAMPLES } from './examples.js';
import { EXAMPLES_PLUGIN } from './examples-plugin.js';
import { ExchangeSummary } from './exchange-summary.js';
import { TokenBar } from './token-bar.js';
import { useSessionToken } from './use-session-token.js';

const PLUGINS = [EXAMPLES_PLUGIN, HISTORY_PLUGIN];

/** What a browser without tabs of its own opens with; the rest of the examples wait in the side panel. */
const FIRST_TABS = EXAMPLES.slice(0, 3).map(({ query }) => ({ query }));

/** The whole page: the bar with the token above GraphiQL. */
export function Playground() {
  const [token, setToken] = useSessionToken();
  const [exchange, setExchange] = useState<Exchange | null>(null);
  // GraphiQL reads the schema anew whenever the fetcher changes: so a new token shows what that token may see.
  const live = useMemo(() => createLiveClient(token), [token]);
  const fetcher = useMemo(() => createFetcher(token, live, setExchange), [token, live]);
  // What was subscribed to with one token ends with it.
  useEffect(() => () => void live.dispose(), [live]);
  return (
    <>
      <TokenBar token={token} onChange={setToken} />
      <GraphiQL
        fetcher={fetcher}
        // Without a token there is no schema to be had: null keeps GraphiQL from asking for it.
        {...(token === '' ? { schema: null } : {})}
        defaultTabs={FIRST_TABS}
        defaultQuery={EXAMPLES[0]!.query}
        plugins={PLUGINS}
        defaultEditorToolsVisibility={false}
        // The token has its own field, and a header kept by the editor would end up in localStorage.
        isHeadersEditorEnabled={false}
        showPersistHeadersSettings={false}
      >
        <GraphiQL.Logo>
          <span className="playground-endpoint">POST /graphql</span>
        </GraphiQL.Logo>
        <GraphiQL.Footer>
          <ExchangeSummary exchange={exchange} isTokenMissing={token === ''} />
        </GraphiQL.Footer>
      </GraphiQL>
    </>
  );
}
