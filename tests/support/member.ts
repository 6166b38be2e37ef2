import { io, type Socket } from 'socket.io-client';
import { newSession } from './stockClient.ts';

/**
 * A stock player who stays in one room over the deaths of its server, and writes down whatever cannot be: chat that comes twice or
 * not at all, numbers that go back, a seat that is another's.
 */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  /** The room as this member was told last. */
  // biome-ignore lint/suspicious/noExplicitAny: documents are looked at as they come
  readonly room: any;
  /** The text of each line that came, by its number. */
  readonly lines: ReadonlyMap<number, string>;
  readonly online: boolean;
  /** Into the room, or back into it: whether it came to an answer. */
  enter(url: string): Promise<boolean>;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at as they come
  call(event: string, payload?: object): Promise<any>;
  close(): void;
}

export type Session = Awaited<ReturnType<typeof newSession>>;

const ANSWER_MS = 5000;

interface Joined {
  readonly ok: boolean;
  readonly error?: { readonly code: string };
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly room?: any;
  readonly match?: { readonly matchId: string; readonly keyframe: { readonly seq: number } };
}

export async function createMember(
  url: string,
  code: string,
  as: 'player' | 'spectator',
  faults: string[],
  session?: Session,
): Promise<Member> {
  const { player, token } = session ?? (await newSession(url));
  const lines = new Map<number, string>();
  const seqs = new Map<string, number>();
  let socket: Socket | null = null;
  let online = false;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  let room: any = null;
  let lastLine: number | null = null;
  let match = '';

  const fault = (what: string) => void faults.push(`${player.name} in ${code}: ${what}`);

  /** What comes in an answer may be overtaken by what was news meanwhile, but not by what was known before it was asked for. */
  function take(next: typeof room, known: number): void {
    if (next.version < known) fault(`version ${next.version} after ${known}`);
    if (next.version >= (room?.version ?? 0)) room = next;
  }

  function heard({ id, text }: { id: number; text: string }): void {
    if (lastLine !== null && id !== lastLine + 1) fault(`line ${id} after ${lastLine}`);
    lastLine = id;
    lines.set(id, text);
  }

  function tick({ seq }: { seq: number }, isNew: boolean): void {
    const last = seqs.get(match) ?? 0;
    if (isNew ? seq <= last : seq < last) fault(`tick ${seq} of ${match} after ${last}`);
    seqs.set(match, seq);
  }

  function shown(info: { matchId: string; keyframe: { seq: number } }): void {
    match = info.matchId;
    tick(info.keyframe, false);
  }

  const call = (event: string, payload: object = {}) => {
    if (!socket) throw new Error('no connection');
    return socket.timeout(ANSWER_MS).emitWithAck(event, payload);
  };

  return {
    ...player,
    token,
    get room() {
      return room;
    },
    lines,
    get online() {
      return online;
    },
    async enter(where) {
      socket?.disconnect();
      online = false;
      const known = room?.version ?? 0;
      const mine = io(`${where}/game`, {
        auth: { token, ticks: 'json' },
        forceNew: true,
        reconnection: false,
        transports: ['websocket'],
      });
      socket = mine;
      mine.on('disconnect', () => {
        online = false;
      });
      mine.on('room:update', (news) => take(news.room, room?.version ?? 0));
      mine.on('chat:message', (news) => heard(news.message));
      mine.on('match:start', (news) => shown(news.match));
      mine.on('match:tick', (news) => tick(news, true));
      const payload = { code, as, ...(lastLine !== null && { resume: true, chatAfter: lastLine }) };
      const connected = await new Promise<boolean>((done) => {
        mine.once('connect', () => done(true));
        mine.once('connect_error', () => done(false));
        mine.once('disconnect', () => done(false));
      });
      if (!connected) return false;
      return new Promise((done) => {
        // In the moment of the answer: behind a promise, a tick in the same packet would overtake it.
        mine.timeout(ANSWER_MS).emit('room:join', payload, (late: Error | null, answer: Joined) => {
          if (late || answer.error?.code === 'server/unavailable') return done(false);
          if (!answer.ok) fault(`not let in again: ${answer.error?.code}`);
          else {
            take(answer.room, known);
            if (answer.match) shown(answer.match);
            online = mine.connected;
          }
          done(online);
        });
      });
    },
    call,
    close: () => void socket?.disconnect(),
  };
}
