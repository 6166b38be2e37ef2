import './panel.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Bid, diceOnTable, mayMove } from '../../../shared/games/liars-dice/bids.ts';
import { BIDDING, type DiceInput, type DiceState } from '../../../shared/games/liars-dice/state.ts';
import type { MatchSource } from '../../net/matchSource.ts';
import type { PanelProps } from '../face.ts';
import { isTyping } from '../input/keyboard.ts';
import { FACES, favourite, least, settle } from './choice.ts';
import { DieIcon } from './DieIcon.tsx';
import { bidWords, says } from './says.ts';
import { asDice, nameOf, settingsOf } from './view.ts';

const REFRESH_MS = 100;
/** How long a move that was sent is waited for: what the connection lost may then be sent again. */
const ANSWER_MS = 2500;

/** Bidding and calling for the one who has a seat. What is chosen can always be bid, were it one's turn. */
export function Panel({ source }: PanelProps) {
  const own = source.seat!;
  const { state, part } = useNewest(source, own);
  const { wilds } = settingsOf(source);
  const player = state.players[own]!;
  const [chosen, choose] = useState<Bid>({ count: 1, face: 1 });
  const [sent, setSent] = useState<{ tick: number; at: number } | null>(null);
  const waiting = sent !== null && sent.tick === state.tick && performance.now() - sent.at < ANSWER_MS;

  // Each round begins with little of what one has most of.
  useEffect(() => choose({ count: 1, face: favourite(player, wilds) }), [state.round]);

  const bid = settle(state, chosen);
  const bidding = state.phase === BIDDING && player.dice > 0;
  const mine = bidding && state.turn === own && !waiting;
  const fewest = bid && least(state, bid.face);
  const can = {
    less: bidding && bid !== null && fewest !== null && bid.count > fewest,
    more: bidding && bid !== null && bid.count < diceOnTable(state),
    bid: mine && bid !== null,
    call: mine && mayMove(state, { kind: 'call' }),
  };
  const step = (by: number) => {
    if (bid && (by < 0 ? can.less : can.more)) choose({ count: bid.count + by, face: bid.face });
  };
  const pick = (face: number) => {
    if (bidding && least(state, face) !== null) choose({ count: bid?.count ?? 1, face });
  };
  const turnTo = (by: number) => {
    if (!bid) return;
    const open = FACES.filter((face) => least(state, face) !== null);
    pick(open[(open.indexOf(bid.face as (typeof FACES)[number]) + by + open.length) % open.length]!);
  };
  const send = (move: DiceInput) => {
    source.send(move);
    setSent({ tick: state.tick, at: performance.now() });
  };
  const sendBid = () => {
    if (can.bid && bid) send({ kind: 'bid', ...bid });
  };
  const call = () => {
    if (can.call) send({ kind: 'call' });
  };
  useKeys({
    ArrowUp: () => step(1),
    ArrowDown: () => step(-1),
    ArrowRight: () => turnTo(1),
    ArrowLeft: () => turnTo(-1),
    Enter: sendBid,
    l: call,
    ...Object.fromEntries(FACES.map((face) => [`${face}`, () => pick(face)])),
  });

  return (
    <section class={mine ? 'dice-panel is-mine' : 'dice-panel'} data-testid="dice-panel" aria-label="Your move">
      <i class="dice-time" style={{ transform: `scaleX(${part ?? 0})` }} data-late={part !== null && part < 0.25} />
      <p class="dice-status" role="status">
        {says(state, own, (seat) => nameOf(source, seat))}
      </p>
      {player.dice > 0 && (
        <div class="dice-controls">
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row in every browser */}
          <div class="dice-faces" role="group" aria-label="Face">
            {FACES.map((face) => (
              <button
                key={face}
                type="button"
                class="dice-face"
                data-testid={`bid-face-${face}`}
                aria-label={bidWords(2, face).slice(2) + (face === 1 && wilds ? ', wild' : '')}
                aria-pressed={bid?.face === face}
                aria-keyshortcuts={`${face}`}
                disabled={!bidding || least(state, face) === null}
                onClick={() => pick(face)}
              >
                <DieIcon face={face} wild={wilds} />
              </button>
            ))}
          </div>
          {/* biome-ignore lint/a11y/useSemanticElements: the same */}
          <div class="dice-count" role="group" aria-label="How many">
            <button
              type="button"
              class="dice-step"
              data-testid="bid-count-down"
              aria-label="Fewer"
              aria-keyshortcuts="ArrowDown"
              disabled={!can.less}
              onClick={() => step(-1)}
            >
              −
            </button>
            <b class="dice-number" aria-live="polite" data-testid="bid-count">
              {bid?.count ?? '–'}
            </b>
            <button
              type="button"
              class="dice-step"
              data-testid="bid-count-up"
              aria-label="More"
              aria-keyshortcuts="ArrowUp"
              disabled={!can.more}
              onClick={() => step(1)}
            >
              +
            </button>
          </div>
          <button
            type="button"
            class="dice-bid"
            data-testid="bid"
            aria-label={bid ? `Bid ${bidWords(bid.count, bid.face)}` : 'Bid'}
            aria-keyshortcuts="Enter"
            disabled={!can.bid}
            onClick={sendBid}
          >
            {bid ? (
              <>
                {`Bid\u00a0${bid.count}\u00a0×`} <DieIcon face={bid.face} wild={wilds} />
              </>
            ) : (
              'No higher bid'
            )}
          </button>
          <button
            type="button"
            class="dice-call"
            data-testid="call"
            aria-keyshortcuts="L"
            disabled={!can.call}
            onClick={call}
          >
            Liar!
          </button>
        </div>
      )}
    </section>
  );
}

/** The newest state, looked at now and then, and which part of the own turn is left; null when it is another's. */
function useNewest(source: MatchSource, own: number): { state: DiceState; part: number | null } {
  const [, look] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => look((n) => n + 1), REFRESH_MS);
    return () => clearInterval(timer);
  }, [source]);
  const state = asDice(source.newest);
  if (state.phase !== BIDDING || state.turn !== own) return { state, part: null };
  const left = (state.turnEnds - source.present(performance.now())) / (state.turnEnds - state.turnFrom);
  return { state, part: Math.round(Math.min(1, Math.max(0, left)) * 200) / 200 };
}

/** Keys by name work anywhere in the window, but for Enter on a button, which presses that one. */
function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const newest = useRef(keys);
  newest.current = keys;
  useEffect(() => {
    const onDown = (event: KeyboardEvent) => {
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      const { target, key } = event;
      if (key === 'Enter' && target instanceof Element && target.closest('button, a')) return;
      const act = newest.current[key.length === 1 ? key.toLowerCase() : key];
      if (!act) return;
      event.preventDefault();
      if (!event.repeat || key.startsWith('Arrow')) act();
    };
    window.addEventListener('keydown', onDown);
    return () => window.removeEventListener('keydown', onDown);
  }, []);
}
