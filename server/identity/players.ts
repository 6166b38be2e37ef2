import { nanoid } from 'nanoid';
import { fail, ok, type Result } from '../../shared/core/result.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import { discriminate, nameSkeleton, type Player, parseName } from '../../shared/protocol/identity.ts';
import type { Clock } from '../ops/clock.ts';
import { isOutage } from '../store/outage.ts';
import { bearerOf, findPlayer, insertPlayer, renamePlayer, sawPlayer } from '../store/players.ts';
import type { Db } from '../store/schema.ts';

/** The players whom this server knows, and whose name is whose. */
export interface Players {
  /** A new player; without a name one is made up. */
  create(name?: string): Promise<Result<Player, Refusal>>;
  /** The player of a verified token, as known here; one whom the store does not know is taken in again. */
  recall(claimed: Player): Promise<Player>;
  rename(id: string, name: string): Promise<Result<Player, Refusal>>;
}

/** Players beyond this many are read again when they come, the one longest unseen first. */
const AT_HAND = 20_000;
const DISCRIMINATORS = 10_000;
/** For names that thousands bear. */
const MANY_DISCRIMINATORS = 1_000_000;
const NAME_TRIES = 20;
const SEEN_AGAIN_MS = 86_400_000;

const FIRST = [
  'Amber',
  'Brisk',
  'Copper',
  'Dusky',
  'Ember',
  'Frosty',
  'Gilded',
  'Hazy',
  'Indigo',
  'Jolly',
  'Lunar',
  'Misty',
  'Nova',
  'Opal',
  'Quick',
  'Rosy',
  'Solar',
  'Tidal',
  'Umber',
  'Vivid',
];
const SECOND = [
  'Badger',
  'Comet',
  'Dingo',
  'Egret',
  'Falcon',
  'Gecko',
  'Heron',
  'Ibis',
  'Jackal',
  'Koala',
  'Lynx',
  'Marten',
  'Newt',
  'Otter',
  'Puffin',
  'Raven',
  'Stoat',
  'Tapir',
  'Vole',
  'Wombat',
];

/**
 * `random`: a number from 0 to below 1; names and discriminators need no secrecy. `renamed`: told of every change of name. Calls
 * that have to write throw what the database says.
 */
export function createPlayers(
  db: Db,
  clock: Pick<Clock, 'now'>,
  renamed: (player: Player) => void,
  random: () => number = Math.random,
): Players {
  /** At hand, with when that was written down last. */
  const known = new Map<string, { readonly player: Player; readonly seenAt: number }>();
  const pick = (list: string[]) => list[Math.floor(random() * list.length)]!;

  function remember(player: Player, seenAt: number): Player {
    known.delete(player.id);
    known.set(player.id, { player, seenAt });
    if (known.size > AT_HAND) known.delete(known.keys().next().value!);
    return player;
  }

  /** `[ID-4]`: a name that looks like someone else's gets a discriminator. `take` says whether it could have it. */
  async function claim(id: string, wanted: string, take: (player: Player, look: string) => Promise<boolean>) {
    for (let tries = 0; tries < NAME_TRIES; tries++) {
      const among = tries <= NAME_TRIES / 2 ? DISCRIMINATORS : MANY_DISCRIMINATORS;
      const name = tries === 0 ? wanted : discriminate(wanted, Math.floor(random() * among));
      const player = { id, name };
      if (await take(player, nameSkeleton(name))) return remember(player, clock.now());
    }
    return null;
  }

  const enrol = (id: string, wanted: string) =>
    claim(id, wanted, (player, look) => insertPlayer(db, player, look, Math.floor(clock.now())));

  /** A name that nobody bears, while there are such. */
  async function draw(): Promise<string> {
    let name = '';
    for (let tries = 0; tries < NAME_TRIES; tries++) {
      name = `${pick(FIRST)} ${pick(SECOND)}`;
      if ((await bearerOf(db, nameSkeleton(name))) === null) break;
    }
    return name;
  }

  /** Written once a day: it only says who has not been here for a month. */
  function saw({ player, seenAt }: { player: Player; seenAt: number }): Player {
    const now = clock.now();
    if (now - seenAt < SEEN_AGAIN_MS) return player;
    void sawPlayer(db, player.id, Math.floor(now)).catch(() => {});
    return remember(player, now);
  }

  return {
    async create(name) {
      const parsed = parseName(name ?? (await draw()));
      if (!parsed.ok) return fail(badName(parsed.error));
      const player = await enrol(nanoid(), parsed.value);
      return player ? ok(player) : fail(TAKEN);
    },
    async recall(claimed) {
      const { id } = claimed;
      const here = known.get(id);
      if (here) return saw(here);
      try {
        const kept = await findPlayer(db, id);
        // Meanwhile it may have been read for another request, or the player has another name.
        const meanwhile = known.get(id);
        if (meanwhile) return meanwhile.player;
        if (kept) return saw({ player: remember({ id, name: kept.name }, kept.seenAt), seenAt: kept.seenAt });
        return (await enrol(id, claimed.name)) ?? known.get(id)?.player ?? claimed;
      } catch (error) {
        // Whoever has a good token may play on while the store is away.
        if (isOutage(error)) return claimed;
        throw error;
      }
    },
    async rename(id, name) {
      const parsed = parseName(name);
      if (!parsed.ok) return fail(badName(parsed.error));
      const player = await claim(id, parsed.value, (wanted, look) => renamePlayer(db, wanted, look));
      if (!player) return fail(TAKEN);
      renamed(player);
      return ok(player);
    },
  };
}

const TAKEN = refuse('name/invalid', 'The name cannot be taken: too many bear it.');

function badName(why: string): Refusal {
  return refuse('name/invalid', `The name cannot be taken: ${why}.`, { issues: [{ path: 'name', message: why }] });
}
