import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { ConnectionBanner } from './parts/ConnectionBanner.tsx';
import { Countdown } from './parts/Countdown.tsx';
import { Gathering } from './parts/queue/Gathering.tsx';
import { QueueStrip } from './parts/queue/QueueStrip.tsx';
import { Spoken } from './parts/queue/Spoken.tsx';
import { Sky } from './parts/Sky.tsx';
import { Toasts } from './parts/Toasts.tsx';
import { Wordmark } from './parts/Wordmark.tsx';
import { Home } from './screens/Home.tsx';
import { Invite } from './screens/Invite.tsx';
import { Kicked } from './screens/Kicked.tsx';
import { Leaderboard } from './screens/Leaderboard.tsx';
import { Match } from './screens/Match.tsx';
import { OtherWindow } from './screens/OtherWindow.tsx';
import { Player } from './screens/Player.tsx';
import { Replay } from './screens/Replay.tsx';
import { Results } from './screens/Results.tsx';
import { Room } from './screens/Room.tsx';
import { useLobby } from './state/lobby.ts';
import { isGathering } from './state/seats.ts';
import type { Store } from './state/store.ts';

export function App() {
  return (
    <>
      <Sky />
      <QueueStrip />
      <Screen />
      <Countdown />
      <ConnectionBanner />
      <Toasts />
      <Spoken />
    </>
  );
}

/** Another screen begins at its top, however far down the one before was scrolled. */
function Screen() {
  const screen = choose(useLobby().store);
  useEffect(() => window.scrollTo(0, 0), [screen.type]);
  return screen;
}

/** Which screen follows from the address and the state of the room; nothing else remembers where one is. */
function choose(store: Store): VNode {
  const route = store.router.route.value;
  if (!store.ready.value) return <Opening />;
  const { value: own } = store.room;
  if (own?.gathering && isGathering(own)) return <Gathering room={own} gathering={own.gathering} />;
  switch (route.at) {
    case 'home':
      return <Home />;
    case 'leaderboard':
      return <Leaderboard key={route.game} game={route.game} />;
    case 'player':
      return <Player key={route.id} id={route.id} />;
    case 'replay':
      return <Replay key={route.matchId} matchId={route.matchId} />;
    case 'room':
      return inRoom(store, route.code);
  }
}

/** What is shown under a room's address. */
function inRoom(store: Store, code: string): VNode {
  const room = store.room.value;
  const kicked = store.kicked.value;
  if (kicked?.code === code) return <Kicked {...kicked} />;
  if (store.replaced.value === code) return <OtherWindow code={code} replaced />;
  if (room?.code !== code) return <Invite key={code} code={code} />;
  const match = store.match.value;
  if (match) return <Match key={match.info.matchId} match={match} room={room} />;
  const result = store.result.value;
  return result ? <Results room={room} result={result} /> : <Room room={room} />;
}

function Opening() {
  return (
    <main class="opening" aria-busy="true">
      <Wordmark />
    </main>
  );
}
