import { nanoid } from 'nanoid';
import type { z } from 'zod';
import { fail, ok, type Result } from '../../shared/core/result.ts';
import { type Refusal, refuse, refuseInput } from '../../shared/protocol/errors.ts';
import { type CallAnswers, type CallName, calls } from '../../shared/protocol/events.ts';
import { inputSeq } from '../../shared/protocol/match.ts';
import type { Clock } from '../ops/clock.ts';
import type { Allowance } from '../ops/credit.ts';
import type { Limits } from '../ops/limits.ts';
import { lookUpRoom } from '../rooms/lookUp.ts';
import { DRAINING, type Rooms } from '../rooms/registry.ts';
import type { RoomHost } from '../rooms/roomHost.ts';
import type { Connection } from '../rooms/wire.ts';

/** Who calls, and what the handlers work with. The player is the connection's own; no payload can name another. */
export interface Caller {
  readonly connection: Connection;
  readonly address: string;
  readonly rooms: Rooms;
  readonly limits: Limits;
  readonly clock: Clock;
}

type Handled<T> = Result<T, Refusal> | Promise<Result<T, Refusal>>;

/** One event: how often a player may send it, and what happens then. */
export interface Entry {
  readonly allowance: Allowance;
  /** Whether it waits for the player's earlier calls. Inputs do not: they are fast, many, and in order by their seq. */
  readonly inTurn: boolean;
  handle(caller: Caller, args: readonly unknown[]): Handled<object | null>;
}

const LOBBY: Allowance = { perSecond: 10, burst: 30 };
const CLOCK: Allowance = { perSecond: 5, burst: 20 };
const RESYNC: Allowance = { perSecond: 2, burst: 10 };
const INPUT: Allowance = { perSecond: 90, burst: 180 };

/** `[ER-1]` Every event of a client, by name. The schemas are the protocol's. */
export const events: { readonly [Name in CallName]: Entry } & { readonly 'match:input': Entry } = {
  'room:create': call('room:create', LOBBY, async ({ connection, rooms, limits, address }, request) => {
    const allowed = await limits.createRoom(address, connection.player.id);
    if (!allowed.ok) return allowed;
    const room = rooms.create(connection.player, request, connection);
    return room.ok ? ok({ room: room.value.document }) : room;
  }),
  'room:join': call('room:join', LOBBY, async (caller, { code, as = 'player', resume = false }) => {
    const { connection, rooms, limits, address } = caller;
    const looked = await lookUpRoom(rooms, limits, code, address, connection.player.id);
    return looked.ok ? rooms.join(connection, looked.value, as, resume) : looked;
  }),
  'room:leave': call('room:leave', LOBBY, (caller) =>
    inRoom(caller, (room) => done(room.command(caller.connection, { kind: 'leave' }))),
  ),
  'room:ready': call('room:ready', LOBBY, (caller, { ready }) =>
    inRoom(caller, (room) => done(room.command(caller.connection, { kind: 'ready', ready }))),
  ),
  'room:configure': call('room:configure', LOBBY, (caller, change) =>
    inRoom(caller, (room) => {
      const checked = caller.rooms.checkChange(room, change);
      return checked.ok ? done(room.command(caller.connection, { kind: 'configure', change: checked.value })) : checked;
    }),
  ),
  'room:bot': call('room:bot', LOBBY, (caller, { seat, level }) =>
    inRoom(caller, (room) => done(room.command(caller.connection, { kind: 'bot', seat, level }))),
  ),
  'room:start': call('room:start', LOBBY, (caller) =>
    inRoom(caller, (room) => {
      if (caller.rooms.draining) return fail(DRAINING);
      return done(room.command(caller.connection, { kind: 'start', matchId: nanoid() }));
    }),
  ),
  'room:rematch': call('room:rematch', LOBBY, (caller) =>
    inRoom(caller, (room) => {
      if (caller.rooms.draining) return fail(DRAINING);
      return done(room.command(caller.connection, { kind: 'rematch', matchId: nanoid() }));
    }),
  ),
  'match:resync': call('match:resync', RESYNC, (caller) =>
    inRoom(caller, (room) => {
      const keyframe = room.keyframe(caller.connection);
      return keyframe.ok ? ok({ keyframe: keyframe.value }) : keyframe;
    }),
  ),
  'clock:sync': call('clock:sync', CLOCK, ({ clock }, { sent }) => ok({ sent, received: clock.now() })),

  'match:input': {
    allowance: INPUT,
    inTurn: false,
    handle(caller, args) {
      if (args.length !== 2)
        return fail(refuse('input/invalid', `match:input takes a seq and an input, not ${args.length} arguments`));
      const seq = inputSeq.safeParse(args[0]);
      if (!seq.success) return fail(refuseInput(seq.error, 'seq'));
      const room = caller.rooms.of(caller.connection.player.id);
      return room ? room.input(caller.connection, seq.data, args[1]) : fail(NOT_IN_A_ROOM);
    },
  },
};

/** An event with one payload, or none at all where it has no fields, and an answer. */
function call<Name extends CallName>(
  name: Name,
  allowance: Allowance,
  handle: (caller: Caller, payload: z.output<(typeof calls)[Name]>) => Handled<CallAnswers[Name]>,
): Entry {
  const schema: z.ZodType = calls[name];
  return {
    allowance,
    inTurn: true,
    handle(caller, args) {
      if (args.length > 1)
        return fail(refuse('input/invalid', `${name} takes one payload, not ${args.length} arguments`));
      const payload = schema.safeParse(args.length === 0 ? {} : args[0]);
      if (!payload.success) return fail(refuseInput(payload.error, name));
      return handle(caller, payload.data as z.output<(typeof calls)[Name]>);
    },
  };
}

const NOT_IN_A_ROOM = refuse('room/not-member', 'You are in no room.');

function inRoom<T>(
  { rooms, connection: { player } }: Caller,
  act: (room: RoomHost) => Result<T, Refusal>,
): Result<T, Refusal> {
  const room = rooms.of(player.id);
  return room ? act(room) : fail(NOT_IN_A_ROOM);
}

const done = (result: Result<null, Refusal>): Result<object, Refusal> => (result.ok ? ok({}) : result);
