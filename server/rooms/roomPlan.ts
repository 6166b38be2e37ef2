import { fail, ok, type Result } from '../../shared/core/result.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import type { NewGathering } from '../../shared/lobby/gathering.ts';
import type { NewRoom } from '../../shared/lobby/openRoom.ts';
import { type Refusal, refuse, refuseField, refuseInput } from '../../shared/protocol/errors.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import { type RoomCreate, roomName } from '../../shared/protocol/room.ts';

/** What a room is to be like, but for its code. */

export type RoomRequest = RoomCreate & {
  /** Level normal. */
  readonly bots?: number;
};

/** A room for a group that was matched; settings complete and valid for the game, `teams` 0 or at least 2. */
export interface GroupPlan {
  readonly game: AnyGame;
  readonly name: string;
  readonly settings: { readonly [name: string]: unknown };
  readonly teams: number;
  /** Each has a seat held until `until`. `team` is 0 without teams. */
  readonly players: NewGathering['seats'];
  readonly bots: NewGathering['bots'];
  readonly maxPlayers: number;
  readonly matchId: string;
  /** Until when they have time to come, in server milliseconds. */
  readonly until: number;
}

export function gatheringOf({ game, players, ...plan }: GroupPlan): Omit<NewGathering, 'code'> {
  return { ...plan, game: game.id, seats: players, minPlayers: game.minPlayers, seatLimit: game.maxPlayers };
}

/** What somebody asks for, completed and checked by the game. */
export function planRoom(
  host: Player,
  place: string,
  request: RoomRequest,
  hostIsConnected: boolean,
  games: ReadonlyMap<string, AnyGame>,
): Result<{ game: AnyGame; facts: Omit<NewRoom, 'code'> }, Refusal> {
  const game = games.get(request.game);
  if (!game) return fail(unknownGame(request.game, games));
  const settings = game.settings.safeParse(request.settings ?? {});
  if (!settings.success) return fail(refuseInput(settings.error, 'settings'));
  const shape = checkShape(game, request);
  if (!shape.ok) return shape;
  const { spectatorDelay, awayBots, bestOf } = request;
  return ok({
    game,
    facts: {
      game: game.id,
      name: request.name ?? defaultName(host, game),
      visibility: request.visibility,
      settings: settings.data as { [name: string]: unknown },
      teams: teamsOf(game, settings.data),
      ...(spectatorDelay !== undefined && { spectatorDelay }),
      ...(awayBots !== undefined && { awayBots }),
      ...(bestOf !== undefined && { bestOf }),
      minPlayers: game.minPlayers,
      seatLimit: game.maxPlayers,
      host,
      place,
      ...shape.value,
      hostIsConnected,
    },
  });
}

/** 0 where everyone plays for themselves. */
export function teamsOf(game: AnyGame, settings: unknown): number {
  const teams = game.teams?.(settings) ?? 0;
  return teams >= 2 ? teams : 0;
}

export function unknownGame(asked: string, games: ReadonlyMap<string, AnyGame>): Refusal {
  return refuse(
    'game/unknown',
    `There is no game '${asked.slice(0, 64)}' here; there is: ${[...games.keys()].join(', ')}.`,
  );
}

/** Not every player's name fits into a room's: sixteen emoji can be two hundred characters. */
function defaultName(host: Player, game: AnyGame): string {
  const named = roomName.safeParse(`${host.name}'s room`);
  return named.success ? named.data : `${game.title} room`;
}

function checkShape(game: AnyGame, request: RoomRequest): Result<{ maxPlayers: number; bots: number }, Refusal> {
  const maxPlayers = request.maxPlayers ?? game.maxPlayers;
  const bots = request.bots ?? 0;
  if (maxPlayers < game.minPlayers || maxPlayers > game.maxPlayers) {
    const message = `${game.title} is for ${game.minPlayers} to ${game.maxPlayers} players`;
    return fail(refuseField('maxPlayers', message));
  }
  if (bots > maxPlayers - 1)
    return fail(refuseField('bots', `a room of ${maxPlayers} has ${maxPlayers - 1} seats beside the host's`));
  return ok({ maxPlayers, bots });
}
