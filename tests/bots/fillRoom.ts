import type { BotLevel } from '../../shared/game/contract.ts';
import type { Answer } from '../../shared/protocol/errors.ts';
import { type BotClient, connectBot } from './botClient.ts';

/** A room that bots opened and sit in, each by a connection of its own. */
export interface BotRoom {
  readonly code: string;
  readonly bots: readonly BotClient[];
}

/** Opens a public room with `count` bots in it; `connected` is told of each. Throws when the server refuses something. */
export async function fillRoom(
  url: string,
  name: string,
  count: number,
  levels: readonly BotLevel[],
  settings: { [name: string]: unknown },
  connected: () => void = () => {},
  game = 'comet',
): Promise<BotRoom> {
  const bots: BotClient[] = [];
  for (let i = 0; i < count; i++) {
    bots.push(await connectBot(url, `${name}-${i + 1}`, levels[i % levels.length]!));
    connected();
  }
  const [host, ...others] = bots as [BotClient, ...BotClient[]];
  const { room } = granted(
    await host.client.call('room:create', { game, visibility: 'public', name, settings, maxPlayers: count }),
  );
  for (const bot of others) granted(await bot.client.call('room:join', { code: room.code }));
  return { code: room.code, bots };
}

/** Everyone says ready and the host starts. */
export async function startMatch({ bots }: BotRoom): Promise<void> {
  for (const bot of bots) granted(await bot.client.call('room:ready', { ready: true }));
  granted(await bots[0]!.client.call('room:start', {}));
}

export function granted<T extends object>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer;
}
