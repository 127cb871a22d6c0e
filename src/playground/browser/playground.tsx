import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { useMemo, useState } from 'react';
import { createFetcher, type Exchange } from './create-fetcher.js';
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
  const fetcher = useMemo(() => createFetcher(token, setExchange), [token]);
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
