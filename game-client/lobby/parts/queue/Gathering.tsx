import { games } from '../../../../shared/games/index.ts';
import { COME_WITHIN_MS } from '../../../../shared/protocol/queue.ts';
import type { RoomDocument } from '../../../../shared/protocol/room.ts';
import { seatColour } from '../../../play/colours.ts';
import { useNow } from '../../hooks.ts';
import { groupOf } from '../../queueWords.ts';
import { useLobby } from '../../state/lobby.ts';
import { LeaveRoom } from '../LeaveRoom.tsx';
import { SeatGlyph } from '../SeatGlyph.tsx';

const LOOK_MS = 250;

/** A match was found, and its players come together; then the countdown takes this place. */
export function Gathering({ room, gathering: { until } }: { room: RoomDocument; gathering: { until: number } }) {
  const { people, here } = groupOf(room);
  return (
    <main class="gathering" data-testid="gathering" data-here={here}>
      <p class="eyebrow">{games.get(room.game)?.title}</p>
      <h1>Found!</h1>
      <p class="gathering-count">
        {here} of {people.length} are here
      </p>
      <ul class="gathering-people">
        {people.map((one) => (
          <li
            key={one.index}
            class={one.here ? 'gathering-here' : ''}
            data-testid={`gathering-${one.index}`}
            data-here={one.here}
            style={{ '--seat': seatColour(one.index) }}
          >
            <SeatGlyph seat={{ ...one, kind: 'human', ready: one.here }} />
            <span class="gathering-name">{one.name}</span>
            <span class="gathering-state">{one.here ? 'here' : 'coming'}</span>
          </li>
        ))}
      </ul>
      {here < people.length && <TimeLeft until={until} />}
      <p class="gathering-else">If somebody does not come, you are in front of the queue again.</p>
      <LeaveRoom />
    </main>
  );
}

/** For how long the seats of those who are not here yet are held. It moves with little motion too: it is a clock. */
function TimeLeft({ until }: { until: number }) {
  const { session } = useLobby();
  useNow(LOOK_MS);
  const left = Math.min(Math.max(until - session.serverNow(), 0), COME_WITHIN_MS);
  return (
    <div class="gathering-time" aria-hidden="true" data-testid="gathering-time">
      <i style={{ transform: `scaleX(${left / COME_WITHIN_MS})` }} />
      <b>{Math.ceil(left / 1000)} s</b>
    </div>
  );
}
