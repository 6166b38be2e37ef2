import './hud.css';
import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { MatchSource } from '../net/matchSource.ts';
import type { SoundKit } from '../sound/kit.ts';
import { faces } from './catalog.ts';
import { seatColour } from './colours.ts';
import type { Steering } from './face.ts';
import { createHudModel, type HudModel } from './hudModel.ts';
import { isTyping } from './input/keyboard.ts';
import type { ScoreRow, TeamRow } from './standings.ts';
import { teamColour, teamName } from './teams.ts';

export interface HudProps {
  readonly source: MatchSource;
  /** Milliseconds there and back; null while unknown. */
  readonly ping: ReadonlySignal<number | null> | number | null;
  readonly sound: SoundKit;
  /** Seats whose player is not there just now, or has not been heard of for a moment. */
  readonly missing: ReadonlyMap<number, 'away' | 'lagging'>;
}

const REFRESH_MS = 100;
const HINT_MS = 9000;
const ROW_HEIGHT = 27;

/** Scores, clock, ping and the like over the stage. Its parent is positioned and holds the stage too. */
export function Hud({ source, ping, sound, missing }: HudProps) {
  const model = useMemo(() => createHudModel(source), [source]);
  useEffect(() => {
    const timer = setInterval(model.refresh, REFRESH_MS);
    return () => clearInterval(timer);
  }, [model]);
  const steer = faces.get(source.gameId)?.steer;

  return (
    <div class="hud" data-testid="hud">
      <Scoreboard model={model} own={source.seat} missing={missing} />
      <Clock model={model} />
      <div class="hud-corner">
        {source.seat === null && (
          <span class="hud-chip hud-watching" data-testid="watching">
            {source.replay ? 'Replay' : 'Watching'}
          </span>
        )}
        {!source.replay && <Ping ping={ping} />}
        <Mute sound={sound} />
      </div>
      {source.seat !== null && <Own model={model} seat={source.seat} action={steer?.action} />}
      {source.seat !== null && steer && <Hint hint={steer.hint} />}
    </div>
  );
}

interface ScoreboardProps {
  model: HudModel;
  own: number | null;
  missing: HudProps['missing'];
}

function Scoreboard({ model, own, missing }: ScoreboardProps) {
  const { rows, teams } = model.standings.value;
  const best = Math.max(1, ...rows.map((row) => row.score));
  return (
    <ol
      class="hud-scores"
      data-testid="scoreboard"
      style={{ height: `${(rows.length + teams.length) * ROW_HEIGHT}px` }}
    >
      {teams.map((team) => (
        <Team key={`team-${team.team}`} {...team} />
      ))}
      {rows.map((row) => (
        <Score key={row.seat} row={row} best={best} own={row.seat === own} missing={missing.get(row.seat)} />
      ))}
    </ol>
  );
}

interface ScoreProps {
  row: ScoreRow;
  best: number;
  own: boolean;
  missing: 'away' | 'lagging' | undefined;
}

function Score({ row, best, own, missing }: ScoreProps) {
  return (
    <li
      class={`hud-score${own ? ' is-own' : ''}${row.bot ? ' is-bot' : ''}${missing === 'away' ? ' is-away' : ''}`}
      title={row.bot ? `${row.name} (bot)` : row.name}
      data-seat={row.seat}
      style={{
        '--seat': seatColour(row.seat),
        '--part': row.score / best,
        transform: `translateY(${row.line * ROW_HEIGHT}px)`,
      }}
    >
      <span class="hud-dot" />
      <span class="hud-name">{row.name}</span>
      {missing !== undefined && (
        <span class="hud-away" data-testid={missing}>
          {missing === 'away' ? 'away' : 'slow'}
        </span>
      )}
      <b key={row.score} class="hud-points">
        {row.score}
      </b>
    </li>
  );
}

function Team({ team, score, line }: TeamRow) {
  return (
    <li
      class="hud-score hud-team"
      data-team={team}
      style={{ '--seat': teamColour(team), transform: `translateY(${line * ROW_HEIGHT}px)` }}
    >
      <span class="hud-name">{teamName(team)}</span>
      <b key={score} class="hud-points">
        {score}
      </b>
    </li>
  );
}

function Clock({ model }: { model: HudModel }) {
  const seconds = model.seconds.value;
  if (seconds === null) return null;
  const late = seconds <= 10;
  const text = late ? `${seconds}` : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <div class={late ? 'hud-clock is-late' : 'hud-clock'} data-testid="clock" role="timer">
      {/* A new element for each second begins the pulse anew. */}
      <b key={late ? seconds : 'calm'}>{text}</b>
      <i style={{ transform: `scaleX(${model.leftPart.value})` }} />
      {seconds === 0 && (
        <strong class="hud-over" data-testid="over">
          Time!
        </strong>
      )}
    </div>
  );
}

function Ping({ ping }: { ping: HudProps['ping'] }) {
  const ms = ping !== null && typeof ping === 'object' ? ping.value : ping;
  const grade = ms === null ? 'unknown' : ms < 80 ? 'good' : ms < 180 ? 'fair' : 'poor';
  return (
    <span class={`hud-chip hud-ping is-${grade}`} data-testid="ping" title="Time to the server and back">
      {ms === null ? '–' : Math.round(ms)} ms
    </span>
  );
}

function Mute({ sound }: { sound: SoundKit }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.code !== 'KeyM' || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!isTyping(event)) sound.toggle();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [sound]);
  const muted = sound.muted.value;
  return (
    <button
      type="button"
      class="hud-chip hud-mute"
      data-testid="mute"
      aria-pressed={muted}
      title={muted ? 'Sound on (M)' : 'Sound off (M)'}
      onClick={() => sound.toggle()}
    >
      <svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">
        <path d="M3 9.5v5h3.5L12 19V5L6.5 9.5z" fill="currentColor" />
        <path
          d={muted ? 'M15.5 9.5l5 5m0-5l-5 5' : 'M15.5 9a4.5 4.5 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11'}
          fill="none"
          stroke="currentColor"
          stroke-width="2"
          stroke-linecap="round"
        />
      </svg>
      <span class="hud-hidden">{muted ? 'Sound is off' : 'Sound is on'}</span>
    </button>
  );
}

const RING = 2 * Math.PI * 21;

/** The own place, and how far the special move is in a game that is steered. */
function Own({ model, seat, action }: { model: HudModel; seat: number; action?: string }) {
  const { rows, teams } = model.standings.value;
  const row = rows.find((one) => one.seat === seat);
  const cooling = model.cooling.value;
  if (!row) return null;
  return (
    <div class="hud-own" style={{ '--seat': seatColour(seat) }}>
      {cooling !== null && action !== undefined && (
        <div class={cooling > 0 ? 'hud-dash' : 'hud-dash is-ready'} data-testid="dash">
          <svg viewBox="0 0 48 48" aria-hidden="true">
            <circle cx="24" cy="24" r="21" />
            <circle cx="24" cy="24" r="21" stroke-dasharray={RING} stroke-dashoffset={RING * cooling} />
          </svg>
          <span>{action}</span>
        </div>
      )}
      <div class="hud-place" data-testid="place">
        <b key={row.place}>
          {row.place}
          <sup>{ordinal(row.place)}</sup>
        </b>
        <span>{teams.length > 0 ? `of ${teams.length} teams` : `of ${rows.length}`}</span>
      </div>
    </div>
  );
}

function Hint({ hint }: { hint: Steering['hint'] }) {
  const [shown, setShown] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setShown(false), HINT_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p class={shown ? 'hud-hint' : 'hud-hint is-gone'} data-testid="hint">
      <span class="for-keys">{hint.keys}</span>
      <span class="for-touch">{hint.touch}</span>
    </p>
  );
}

function ordinal(n: number): string {
  if (n % 100 >= 11 && n % 100 <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][n % 10] ?? 'th';
}
