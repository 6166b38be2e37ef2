import type { MatchEnd } from '../../../shared/protocol/match.ts';
import type { RoomDocument } from '../../../shared/protocol/room.ts';
import { seatColour } from '../../play/colours.ts';
import { teamName } from '../../play/teams.ts';
import { useBusy } from '../hooks.ts';
import { ChatDrawer } from '../parts/chat/ChatDrawer.tsx';
import { ChatToggle } from '../parts/chat/ChatToggle.tsx';
import { Icon } from '../parts/Icon.tsx';
import { LeaveRoom } from '../parts/LeaveRoom.tsx';
import { Link } from '../parts/Link.tsx';
import { type Placement, Podium } from '../parts/Podium.tsx';
import { QueueTogether } from '../parts/queue/QueueTogether.tsx';
import { RatingChange } from '../parts/RatingChange.tsx';
import { SeatGlyph } from '../parts/SeatGlyph.tsx';
import { Series } from '../parts/Series.tsx';
import { Sparks } from '../parts/Sparks.tsx';
import { TakeSeat } from '../parts/TakeSeat.tsx';
import { TeamTag } from '../parts/TeamTag.tsx';
import { changeOf, isKept } from '../records.ts';
import { leaderboardPath, replayPath } from '../router.ts';
import { useLobby } from '../state/lobby.ts';
import { listNames, votes } from '../state/seats.ts';
import { ordinal } from '../text.ts';

/** How the match ended, and whether there will be another. */
export function Results({ room, result }: { room: RoomDocument; result: MatchEnd }) {
  const { store } = useLobby();
  const { outcome } = result;
  const me = store.player.value?.id;
  return (
    <>
      <main class="results" data-testid="results" data-outcome={outcome.kind}>
        <ChatToggle look="button button-quiet button-icon results-chat" />
        {outcome.kind === 'finished' ? (
          <Finished room={room} result={result} placements={outcome.placements} me={me} />
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
      <ChatDrawer room={room} />
    </>
  );
}

interface FinishedProps {
  room: RoomDocument;
  result: MatchEnd;
  placements: readonly Placement[];
  me: string | undefined;
}

function Finished({ room, result, placements, me }: FinishedProps) {
  const own = placements.find((one) => one.playerId !== undefined && one.playerId === me);
  const winners = placements.filter((one) => one.place === 1);
  return (
    <>
      <Sparks colours={winners.map((one) => seatColour(one.seat))} />
      {isKept(result) && (
        <Link
          to={replayPath(result.matchId)}
          class="button button-quiet results-replay"
          testId="watch-replay"
          label="Watch the replay"
        >
          <Icon name="play" /> <span>Watch the replay</span>
        </Link>
      )}
      <h1 class="results-title">{headline(own, winners)}</h1>
      {result.unsaved && (
        <p class="results-unsaved" role="status" data-testid="unsaved">
          This result could not be saved. {result.unsaved.message}
        </p>
      )}
      <Series room={room} />
      <Podium placements={placements} />
      <ol class="panel results-list">
        {placements.map((one) => (
          <ResultRow key={one.seat} one={one} own={one === own} change={changeOf(result, one.playerId)} />
        ))}
      </ol>
      <Link to={leaderboardPath(room.game)} class="quiet-link" testId="leaderboard-link">
        <Icon name="trophy" /> Leaderboard
      </Link>
    </>
  );
}

interface ResultRowProps {
  one: Placement;
  own: boolean;
  change: ReturnType<typeof changeOf>;
}

function ResultRow({ one, own, change }: ResultRowProps) {
  return (
    <li
      class={own ? 'result-row result-own' : 'result-row'}
      data-testid="result-row"
      data-place={one.place}
      data-seat={one.seat}
      data-score={one.score}
      style={{ '--seat': seatColour(one.seat) }}
    >
      <span class="result-place">{ordinal(one.place)}</span>
      <SeatGlyph seat={{ index: one.seat, kind: one.kind, name: one.name, ready: false }} />
      <span class="result-who">
        <span class="result-name">{one.name}</span>
        {one.team !== undefined && <TeamTag team={one.team} />}
        {own && <b class="seat-you">you</b>}
        {one.left && (
          <span
            class="left-tag"
            data-testid="result-left"
            title="Left before the end: a bot played on, and it counts as lost"
          >
            left
          </span>
        )}
      </span>
      {change && <RatingChange {...change} whole />}
      <span class="result-score">{one.score}</span>
    </li>
  );
}

/** Of a team all share a place, which is no tie. */
function headline(own: Placement | undefined, winners: readonly Placement[]): string {
  const { team } = winners[0] ?? {};
  const asTeam = team !== undefined && winners.every((one) => one.team === team);
  const tied = winners.length > 1 && !asTeam;
  if (own?.place === 1 && !own.left)
    return tied ? 'A tie for first place!' : asTeam ? `Team ${teamName(team)} wins!` : 'You win!';
  const first = asTeam ? `Team ${teamName(team)}` : listNames(winners.map(({ name }) => name));
  const wins = tied ? `${first} share first place` : `${first} wins`;
  return own && !own.left && !asTeam ? `${wins}, you came ${ordinal(own.place)}` : wins;
}

/** What another match would be. */
function nextMatch({ bestOf, series }: RoomDocument): string {
  if (bestOf === 1) return 'Play again';
  return series?.decided ? 'New series' : 'Next round';
}

/** The vote for another round, and the ways out. */
function After({ room }: { room: RoomDocument }) {
  const { store, commands } = useLobby();
  const [busy, run] = useBusy();
  const seat = store.mySeat.value;
  const { agreed, asked } = votes(room);
  // Who looks for others to play with is not asked for another match in this room.
  const searching = store.queue.value !== null;
  const voting = room.status === 'results' && !searching;
  const voted = voting && seat?.ready === true;
  const quick = store.memory.queuedHere()?.room === room.code;
  // Who is away is not asked.
  const humans = room.seats.filter((one) => one.kind === 'human' && one.connection !== 'away');
  return (
    <footer class="after">
      {voting && humans.length > 1 && (
        <p class="after-votes" role="status">
          <span class="after-glyphs">
            {humans.map((one) => (
              <SeatGlyph key={one.index} seat={one} />
            ))}
          </span>
          {agreed} of {asked} want to go on
        </p>
      )}
      <div class="after-buttons">
        {seat && voting && (
          <button
            type="button"
            class="button button-primary button-huge"
            data-testid="play-again"
            aria-pressed={voted}
            disabled={busy || voted}
            onClick={() => run(() => commands.playAgain())}
          >
            <Icon name={voted ? 'check' : 'again'} />
            {voted ? 'Waiting for the others' : nextMatch(room)}
          </button>
        )}
        {!seat && <TakeSeat room={room} />}
        {quick ? (
          <button
            type="button"
            class="button button-huge"
            data-testid="find-another"
            title="Leaves this room and looks for other players"
            disabled={busy}
            onClick={() => run(commands.findAnother)}
          >
            <Icon name="bolt" /> Find another match
          </button>
        ) : (
          <QueueTogether room={room} />
        )}
        <button
          type="button"
          class={voting ? 'button' : 'button button-primary button-huge'}
          data-testid="back-to-room"
          onClick={() => {
            store.result.value = null;
          }}
        >
          Back to the room
        </button>
        <LeaveRoom />
      </div>
    </footer>
  );
}
