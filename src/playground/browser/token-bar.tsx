import { describeToken } from './describe-token.js';

/** The bar at the top: name, the field for the token, and what the token says of itself. */
export function TokenBar({ token, onChange }: { token: string; onChange: (token: string) => void }) {
  return (
    <form className="playground-bar" onSubmit={(event) => event.preventDefault()}>
      <img src={new URL('./sluice.svg', import.meta.url).href} alt="" width="24" height="24" />
      <h1>Sluice</h1>
      <label htmlFor="playground-token">Token</label>
      <input
        id="playground-token"
        type="password"
        autoComplete="off"
        spellCheck={false}
        placeholder="Paste a bearer token; it stays in this browser tab"
        value={token}
        onChange={(event) => onChange(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
      />
      <TokenFacts token={token} />
    </form>
  );
}

function TokenFacts({ token }: { token: string }) {
  const { kind, tenantId, scopes, isExpired, validity } = describeToken(token, Date.now());
  if (kind === 'none') return <output className="playground-facts is-missing">no token yet</output>;
  if (kind === 'opaque') return <output className="playground-facts">partner token</output>;
  return (
    <output className={isExpired ? 'playground-facts is-missing' : 'playground-facts'}>
      {tenantId !== null && <code title={`Tenant ${tenantId}`}>{tenantId.slice(0, 8)}</code>}
      {scopes.map((scope) => (
        <span key={scope} className="playground-scope">
          {scope}
        </span>
      ))}
      {validity !== null && <span className="playground-validity">{validity}</span>}
    </output>
  );
}
