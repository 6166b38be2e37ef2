import { useState } from 'preact/hooks';
import { useNow } from '../hooks.ts';
import { useLobby } from '../state/lobby.ts';

/** Said only when connecting takes long enough to be noticed. */
const FIRST_CONNECT_MS = 1500;

export function ConnectionBanner() {
  const { store, session } = useLobby();
  const connection = store.connection.value;
  switch (connection.status) {
    case 'lost':
      return <Trying since={connection.since} text="Connection lost, trying again…" after={0} wake={session.wake} />;
    case 'connecting':
      return <Trying text="Connecting…" after={FIRST_CONNECT_MS} wake={session.wake} />;
    case 'refused':
      if (connection.error.code.startsWith('auth/')) return null;
      return <Notice text={connection.error.message} />;
    default:
      return store.draining.value === null ? null : <Notice text={store.draining.value} />;
  }
}

function Notice({ text }: { text: string }) {
  return (
    <div class="banner" role="status" data-testid="connection-banner">
      <span>{text}</span>
    </div>
  );
}

function Trying({ since, text, after, wake }: { since?: number; text: string; after: number; wake(): void }) {
  const now = useNow(250);
  const [begun] = useState(() => performance.now());
  const waited = now - (since ?? begun);
  if (waited < after) return null;
  return (
    <div class="banner banner-bad" data-testid="connection-banner">
      <span class="banner-dot" aria-hidden="true" />
      <span role="alert">{text}</span>
      <span class="banner-time" aria-hidden="true">
        {Math.max(0, Math.floor(waited / 1000))} s
      </span>
      <button type="button" class="banner-now" onClick={wake}>
        Try now
      </button>
    </div>
  );
}
