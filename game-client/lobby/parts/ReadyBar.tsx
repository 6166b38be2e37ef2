import type { RoomDocument, SeatDocument } from '../../../shared/protocol/room.ts';
import { useBusy } from '../hooks.ts';
import { useLobby } from '../state/lobby.ts';
import { type StartState, startState } from '../state/seats.ts';
import { Icon } from './Icon.tsx';
import { PartyWaiting } from './queue/PartyWaiting.tsx';
import { QueueTogether } from './queue/QueueTogether.tsx';
import { Series } from './Series.tsx';
import { TakeSeat } from './TakeSeat.tsx';

/** The way into the match: everyone says ready, then the host starts; or all of them look for others. */
export function ReadyBar({ room }: { room: RoomDocument }) {
  const { store } = useLobby();
  const seat = store.mySeat.value;
  const queue = store.queue.value;
  if (seat && queue?.state === 'waiting') return <PartyWaiting queue={queue} />;
  return seat ? <Ready room={room} seat={seat} /> : <Watching room={room} />;
}

/** A host who watches can still start a match of the others. */
function Watching({ room }: { room: RoomDocument }) {
  const { store } = useLobby();
  const isHost = store.isHost.value;
  const state = startState(room, store.player.value?.id ?? '');
  return (
    <div class={isHost && state.kind === 'go' ? 'readybar readybar-go' : 'readybar'}>
      <Series room={room} />
      <p class="readybar-hint" role="status">
        {isHost && state.kind === 'wait' ? state.why : 'You are watching this room.'}
      </p>
      <div class="readybar-buttons">
        <TakeSeat room={room} look={isHost ? 'button button-huge' : 'button button-primary button-huge'} />
        {isHost && <StartButton room={room} state={state} />}
      </div>
    </div>
  );
}

function StartButton({ room, state }: { room: RoomDocument; state: StartState }) {
  const { commands } = useLobby();
  const [busy, run] = useBusy();
  return (
    <button
      type="button"
      class="button button-primary button-huge start"
      data-testid="start"
      disabled={busy || state.kind === 'wait' || room.status === 'playing'}
      onClick={() => run(() => commands.start())}
    >
      <Icon name="play" />
      {state.kind === 'ready-and-go' ? 'Ready & start' : 'Start'}
    </button>
  );
}

function Ready({ room, seat }: { room: RoomDocument; seat: SeatDocument }) {
  const { store, commands } = useLobby();
  const [busy, run] = useBusy();
  const state = startState(room, store.player.value?.id ?? '');
  const isHost = store.isHost.value;
  const running = room.status === 'playing';
  return (
    <div class={`readybar${state.kind === 'wait' ? '' : ' readybar-go'}`}>
      <Series room={room} />
      <p class="readybar-hint" role="status">
        {running && 'A match is running. You play in the next round.'}
        {!running && hintFor(room, seat, state, isHost)}
      </p>
      <div class="readybar-buttons">
        <button
          type="button"
          class={`button button-huge ready${seat.ready ? ' ready-on' : ''}${isHost ? ' ready-beside' : ' button-primary'}`}
          data-testid="ready-toggle"
          aria-pressed={seat.ready}
          disabled={busy || running}
          onClick={() => run(() => commands.setReady(!seat.ready))}
        >
          <Icon name={seat.ready ? 'check' : 'play'} />
          {seat.ready ? 'Ready' : 'I am ready'}
        </button>
        {isHost && <StartButton room={room} state={state} />}
      </div>
      <QueueTogether room={room} />
    </div>
  );
}

function hintFor(room: RoomDocument, seat: SeatDocument, state: StartState, isHost: boolean): string {
  // Nobody has to start what begins by itself.
  if (room.status === 'countdown') return '';
  if (state.kind === 'wait' && (isHost || seat.ready)) return state.why;
  if (isHost) return state.kind === 'go' ? 'Everyone is ready' : 'Everyone else is ready';
  if (!seat.ready) return 'Say when you are ready';
  const host = room.seats.find((one) => one.playerId === room.hostId)?.name;
  return `Everyone is ready: ${host ?? 'the host'} starts the match`;
}
