import { useSignal } from '@preact/signals';
import type { RecentPlayer } from '../../../shared/protocol/lobby.ts';
import type { RoomDocument } from '../../../shared/protocol/room.ts';
import { useBusy, usePoll } from '../hooks.ts';
import { useLobby } from '../state/lobby.ts';
import { members } from '../state/seats.ts';
import { Icon } from './Icon.tsx';

const REFRESH_MS = 15_000;

/** Those one has played with and who are not here: a press asks them to come. */
export function Recent({ room }: { room: RoomDocument }) {
  const { api } = useLobby().session;
  const players = useSignal<readonly RecentPlayer[] | null>(null);
  usePoll(
    async () => {
      const answer = await api.recent();
      if (answer.ok) players.value = answer.value.players;
    },
    REFRESH_MS,
    room.code,
  );
  const here = new Set(members(room).map(({ playerId }) => playerId));
  const others = players.value?.filter(({ id }) => !here.has(id)) ?? [];
  return (
    <>
      <h3 class="eyebrow">Played with lately</h3>
      <ul class="people-list" data-testid="recent">
        {others.map((player) => (
          <Acquaintance key={player.id} player={player} />
        ))}
      </ul>
      {others.length === 0 && <p class="people-none">After a match, those you played with are found here.</p>}
    </>
  );
}

function Acquaintance({ player: { id, name, online } }: { player: RecentPlayer }) {
  const { commands } = useLobby();
  const asked = useSignal(false);
  const [busy, run] = useBusy();
  return (
    <li data-testid={`recent-${id}`} data-online={online}>
      <span
        class={online ? 'people-dot people-online' : 'people-dot'}
        role="img"
        aria-label={online ? 'online' : 'offline'}
        title={online ? 'Online' : 'Offline'}
      />
      <span class="people-name">{name}</span>
      <button
        type="button"
        class="button button-quiet"
        data-testid={`invite-${id}`}
        aria-label={`Invite ${name}`}
        disabled={busy || asked.value || !online}
        onClick={() =>
          run(async () => {
            asked.value = await commands.invite(id);
          })
        }
      >
        <Icon name={asked.value ? 'check' : 'letter'} /> {asked.value ? 'Invited' : 'Invite'}
      </button>
    </li>
  );
}
