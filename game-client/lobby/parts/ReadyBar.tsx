import type { RoomDocument } from '../../../shared/protocol/room.ts';
import { useBusy } from '../hooks.ts';
import { useLobby } from '../state/lobby.ts';
import { startState } from '../state/seats.ts';
import { Icon } from './Icon.tsx';

/** The way into the match: everyone says ready, then the host starts. */
export function ReadyBar({ room }: { room: RoomDocument }) {
  const { store, commands } = useLobby();
  const [busy, run] = useBusy();
  const seat = store.mySeat.value;
  const me = store.player.value?.id ?? '';

  if (!seat) {
    return (
      <div class="readybar">
        <p class="readybar-hint" role="status">
          You are watching this room.
        </p>
      </div>
    );
  }
  const state = startState(room, me);
  const host = room.seats.find((one) => one.playerId === room.hostId)?.name;
  const isHost = store.isHost.value;
  return (
    <div class={`readybar${state.kind === 'wait' ? '' : ' readybar-go'}`}>
      <p class="readybar-hint" role="status">
        {room.status === 'playing' && 'A match is running. You play in the next round.'}
        {room.status !== 'playing' && (state.kind === 'wait' && (isHost || seat.ready) ? state.why : hintFor())}
      </p>
      <div class="readybar-buttons">
        <button
          type="button"
          class={`button button-huge ready${seat.ready ? ' ready-on' : ''}${isHost ? ' ready-beside' : ' button-primary'}`}
          data-testid="ready-toggle"
          aria-pressed={seat.ready}
          disabled={busy || room.status === 'playing'}
          onClick={() => run(() => commands.setReady(!seat.ready))}
        >
          <Icon name={seat.ready ? 'check' : 'play'} />
          {seat.ready ? 'Ready' : 'I am ready'}
        </button>
        {isHost && (
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
        )}
      </div>
    </div>
  );

  function hintFor(): string {
    if (isHost) return state.kind === 'go' ? 'Everyone is ready' : 'Everyone else is ready';
    if (!seat?.ready) return 'Say when you are ready';
    return `Everyone is ready: ${host ?? 'the host'} starts the match`;
  }
}
