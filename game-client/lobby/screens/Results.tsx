import type { MatchEnd } from '../../../shared/protocol/match.ts';
import type { RoomDocument } from '../../../shared/protocol/room.ts';
import { seatColour } from '../../play/colours.ts';
import { useBusy } from '../hooks.ts';
import { Icon } from '../parts/Icon.tsx';
import { type Placement, Podium } from '../parts/Podium.tsx';
import { SeatGlyph } from '../parts/SeatGlyph.tsx';
import { Sparks } from '../parts/Sparks.tsx';
import { useLobby } from '../state/lobby.ts';
import { listNames, votes } from '../state/seats.ts';
import { ordinal } from '../text.ts';

/** How the match ended, and whether there will be another. */
export function Results({ room, result }: { room: RoomDocument; result: MatchEnd }) {
  const { store } = useLobby();
  const { outcome } = result;
  const me = store.player.value?.id;
  return (
    <main class="results" data-testid="results" data-outcome={outcome.kind}>
      {outcome.kind === 'finished' ? (
        <Finished placements={outcome.placements} me={me} />
      ) : (
        <section class="panel aborted">
          <div class="void" aria-hidden="true" />
          <h1>The match was cut short</h1>
          <p>{outcome.error.message}</p>
          {outcome.error.id !== undefined && (
            <p class="aborted-id">
              Reference <span class="mono">{outcome.error.id}</span>
            </p>
          )}
        </section>
      )}
      <After room={room} />
    </main>
  );
}

function Finished({ placements, me }: { placements: readonly Placement[]; me: string | undefined }) {
  const own = placements.find((one) => one.playerId !== undefined && one.playerId === me);
  const winners = placements.filter((one) => one.place === 1);
  return (
    <>
      <Sparks colours={winners.map((one) => seatColour(one.seat))} />
      <h1 class="results-title">{headline(own, winners)}</h1>
      <Podium placements={placements} />
      <ol class="panel results-list">
        {placements.map((one) => (
          <li
            key={one.seat}
            class={one === own ? 'result-row result-own' : 'result-row'}
            data-testid="result-row"
            data-place={one.place}
            data-seat={one.seat}
            data-score={one.score}
            style={{ '--seat': seatColour(one.seat) }}
          >
            <span class="result-place">{ordinal(one.place)}</span>
            <SeatGlyph seat={{ index: one.seat, kind: one.kind, name: one.name, ready: false }} />
            <span class="result-name">{one.name}</span>
            {one === own && <b class="seat-you">you</b>}
            <span class="result-score">{one.score}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

function headline(own: Placement | undefined, winners: readonly Placement[]): string {
  const tied = winners.length > 1;
  if (own?.place === 1) return tied ? 'A tie for first place!' : 'You win!';
  const first = listNames(winners.map(({ name }) => name));
  const wins = tied ? `${first} share first place` : `${first} wins`;
  return own ? `${wins}, you came ${ordinal(own.place)}` : wins;
}

/** The vote for another round, and the ways out. */
function After({ room }: { room: RoomDocument }) {
  const { store, commands } = useLobby();
  const [busy, run] = useBusy();
  const seat = store.mySeat.value;
  const { agreed, asked } = votes(room);
  const voting = room.status === 'results';
  const voted = voting && seat?.ready === true;
  const humans = room.seats.filter((one) => one.kind === 'human');
  return (
    <footer class="after">
      {voting && humans.length > 1 && (
        <p class="after-votes" role="status">
          <span class="after-glyphs">
            {humans.map((one) => (
              <SeatGlyph key={one.index} seat={one} />
            ))}
          </span>
          {agreed} of {asked} want another round
        </p>
      )}
      <div class="after-buttons">
        {seat && (
          <button
            type="button"
            class="button button-primary button-huge"
            data-testid="play-again"
            aria-pressed={voted}
            disabled={busy || voted}
            onClick={() => run(() => commands.playAgain())}
          >
            <Icon name={voted ? 'check' : 'again'} />
            {voted ? 'Waiting for the others' : 'Play again'}
          </button>
        )}
        <button
          type="button"
          class="button"
          data-testid="back-to-room"
          onClick={() => {
            store.result.value = null;
          }}
        >
          Back to the room
        </button>
        <button
          type="button"
          class="button button-quiet"
          data-testid="leave"
          disabled={busy}
          onClick={() => run(() => commands.leave())}
        >
          <Icon name="leave" /> Leave
        </button>
      </div>
    </footer>
  );
}
