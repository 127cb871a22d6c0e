import { useCallback, useState } from 'react';

const STORAGE_KEY = 'sluice:token';

/**
 * The bearer token, kept in sessionStorage alone: it ends with the browser tab. A link may bring one along in its fragment
 * (`/#token=…`, which no browser sends to a server); it is taken over and removed from the address at once.
 */
export function useSessionToken(): [token: string, setToken: (token: string) => void] {
  const [token, setState] = useState(initialToken);
  const setToken = useCallback((value: string) => {
    const token = value.trim().replace(/^bearer\s+/i, '');
    if (token === '') sessionStorage.removeItem(STORAGE_KEY);
    else sessionStorage.setItem(STORAGE_KEY, token);
    setState(token);
  }, []);
  return [token, setToken];
}

function initialToken(): string {
  const fromLink = new URLSearchParams(location.hash.slice(1)).get('token');
  if (fromLink !== null) {
    sessionStorage.setItem(STORAGE_KEY, fromLink);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(STORAGE_KEY) ?? '';
}
