import type { ChatMessage, ReadReceipts } from '../../shared/protocol/chat.ts';
import type { Refusal } from '../../shared/protocol/errors.ts';
import type { CallAnswer, CallName, CallPayload } from '../../shared/protocol/events.ts';

/** A line of one's own that the server has not confirmed yet, or has refused. */
export interface UnsentLine {
  readonly nonce: string;
  readonly text: string;
  /** Null while it is on its way; it is sent again by itself when the connection is back. */
  readonly refused: Refusal | null;
}

/** The chat of the room one is in, as far as it is known here. Lines are in order, each once. */
export interface RoomChat {
  readonly messages: readonly ChatMessage[];
  readonly unsent: readonly UnsentLine[];
  /** Who is writing just now, oneself excepted. */
  readonly typing: readonly { readonly playerId: string; readonly name: string }[];
  /** How far each member has read. */
  readonly read: ReadReceipts;
  /** Whose lines this player does not want to see. */
  readonly muted: ReadonlySet<string>;
  /** False once the beginning of the history is here. */
  readonly more: boolean;
  /** Says a line. It shows in `unsent` until the server has it, and is never said twice. */
  send(text: string): Promise<CallAnswer<'chat:send'>>;
  /** Takes a refused line away. */
  discard(nonce: string): void;
  /** Fetches older lines. */
  older(): Promise<void>;
  /** Tells the others that all that is here has been read. */
  markRead(): void;
  /** Call it at each key press; it says so seldom enough, and takes it back after a pause. */
  typed(): void;
  mute(playerId: string, muted: boolean, everyone?: boolean): Promise<CallAnswer<'chat:mute'>>;
}

/** The side that the client feeds. */
export interface ChatFeed {
  readonly chat: RoomChat;
  message(message: ChatMessage): void;
  typingOf(playerId: string, name: string, typing: boolean): void;
  readBy(playerId: string, upTo: number): void;
  /** The id of the last line that is here without a gap before it; null before any came. */
  readonly last: number | null;
  /** One is (again) in the room: what was not confirmed is sent again, and what is missing fetched. */
  joined(): void;
  end(): void;
}

export interface ChatLine {
  readonly playerId: string;
  call<Name extends CallName>(name: Name, payload: CallPayload<Name>): Promise<CallAnswer<Name>>;
  sayTyping(typing: boolean): void;
  changed(): void;
}

const PAGE = 50;
/** Older lines are let go of: more than a server keeps. */
const KEPT = 500;
const RESEND_MS = 3000;
const TYPING_EVERY_MS = 2500;
/** Whoever wrote nothing for so long is not writing any more, even if that was never said. */
const TYPING_ENDS_MS = 6000;

export function createChatFeed({ playerId, call, sayTyping, changed }: ChatLine): ChatFeed {
  let messages: readonly ChatMessage[] = [];
  let unsent: readonly UnsentLine[] = [];
  let read: ReadReceipts = {};
  let more = true;
  let readUpTo = 0;
  let toldReadUpTo = 0;
  let ended = false;
  const resends = new Set<ReturnType<typeof setTimeout>>();
  let typedAt = Number.NEGATIVE_INFINITY;
  let stopTimer: ReturnType<typeof setTimeout> | undefined;
  const typing = new Map<string, { name: string; timer: ReturnType<typeof setTimeout> }>();
  const muted = new Set<string>();
  const prefix = Math.random().toString(36).slice(2, 10);
  let lines = 0;

  function add(came: readonly ChatMessage[]): void {
    const known = new Set(messages.map(({ id }) => id));
    const fresh = came.filter(({ id }) => !known.has(id));
    const mine = new Set(came.flatMap((one) => (one.playerId === playerId && one.nonce ? [one.nonce] : [])));
    unsent = unsent.filter(({ nonce }) => !mine.has(nonce));
    messages = [...messages, ...fresh].sort((a, b) => a.id - b.id);
  }

  function endTyping(who: string): void {
    clearTimeout(typing.get(who)?.timer);
    typing.delete(who);
  }

  function stopTyping(): void {
    clearTimeout(stopTimer);
    if (typedAt === Number.NEGATIVE_INFINITY) return;
    typedAt = Number.NEGATIVE_INFINITY;
    sayTyping(false);
  }

  async function deliver(line: UnsentLine): Promise<CallAnswer<'chat:send'>> {
    const answer = await call('chat:send', { text: line.text, nonce: line.nonce });
    if (answer.ok) add([answer.message]);
    // Unheard, or without a connection, it is said again; anything else was decided.
    else if (answer.error.code === 'server/unavailable') resendLater(line.nonce);
    else {
      unsent = unsent.map((one) => (one.nonce === line.nonce ? { ...one, refused: answer.error } : one));
    }
    changed();
    return answer;
  }

  function resendLater(nonce: string): void {
    if (ended) return;
    const timer = setTimeout(() => {
      resends.delete(timer);
      const line = unsent.find((one) => one.nonce === nonce && !one.refused);
      if (line) void deliver(line);
    }, RESEND_MS);
    resends.add(timer);
  }

  async function tellRead(): Promise<void> {
    if (readUpTo <= toldReadUpTo) return;
    toldReadUpTo = readUpTo;
    const answer = await call('chat:read', { upTo: readUpTo });
    if (!answer.ok) toldReadUpTo = 0;
  }

  async function fetchHistory(before?: number): Promise<void> {
    const answer = await call('chat:history', { limit: PAGE, ...(before !== undefined && { before }) });
    if (!answer.ok) return;
    read = answer.read;
    for (const who of answer.muted) muted.add(who);
    if (answer.messages.length < PAGE) more = false;
    add(answer.messages);
    changed();
  }

  const chat: RoomChat = {
    get messages() {
      return messages.filter((one) => one.kind === 'system' || !muted.has(one.playerId));
    },
    get unsent() {
      return unsent;
    },
    get typing() {
      return [...typing].map(([who, { name }]) => ({ playerId: who, name }));
    },
    get read() {
      return read;
    },
    get more() {
      return more;
    },
    muted,
    send(text) {
      stopTyping();
      const line = { nonce: `${prefix}-${++lines}`, text, refused: null };
      unsent = [...unsent, line];
      changed();
      return deliver(line);
    },
    discard(nonce) {
      unsent = unsent.filter((line) => line.nonce !== nonce);
      changed();
    },
    older: () => fetchHistory(messages[0]?.id),
    markRead() {
      readUpTo = messages.at(-1)?.id ?? 0;
      void tellRead();
    },
    typed() {
      const now = performance.now();
      clearTimeout(stopTimer);
      stopTimer = setTimeout(stopTyping, TYPING_EVERY_MS);
      if (now - typedAt < TYPING_EVERY_MS) return;
      typedAt = now;
      sayTyping(true);
    },
    async mute(who, value, everyone = false) {
      const answer = await call('chat:mute', { playerId: who, muted: value, ...(everyone && { everyone }) });
      if (answer.ok && !everyone) {
        if (value) muted.add(who);
        else muted.delete(who);
        changed();
      }
      return answer;
    },
  };

  return {
    chat,
    get last() {
      return messages.at(-1)?.id ?? null;
    },
    message(message) {
      endTyping(message.playerId);
      add([message]);
      messages = messages.slice(-KEPT);
      changed();
    },
    typingOf(who, name, isTyping) {
      endTyping(who);
      if (isTyping) {
        const timer = setTimeout(() => {
          endTyping(who);
          changed();
        }, TYPING_ENDS_MS);
        typing.set(who, { name, timer });
      }
      changed();
    },
    readBy(who, upTo) {
      if (upTo <= (read[who] ?? 0)) return;
      read = { ...read, [who]: upTo };
      changed();
    },
    joined() {
      void fetchHistory();
      void tellRead();
      for (const line of unsent) if (!line.refused) void deliver(line);
    },
    end() {
      ended = true;
      for (const timer of resends) clearTimeout(timer);
      clearTimeout(stopTimer);
      for (const who of [...typing.keys()]) endTyping(who);
    },
  };
}
