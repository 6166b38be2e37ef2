import { nanoid } from 'nanoid';
import { ok, type Result } from '../../shared/core/result.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import { discriminate, nameSkeleton, type Player, parseName } from '../../shared/protocol/identity.ts';

/** The players whom this server knows, and whose name is whose. */
export interface Players {
  /** A new player; without a name one is made up. */
  create(name?: string): Result<Player, Refusal>;
  /** The player of a verified token, as known here; one from before a restart is taken in again. */
  recall(claimed: Player): Player;
  rename(id: string, name: string): Result<Player, Refusal>;
}

/** Known players beyond this many are forgotten, the one longest unseen first; their tokens bring them back. */
const REMEMBERED = 200_000;
const DISCRIMINATORS = 10_000;

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

/** `random`: a number from 0 to below 1; names and discriminators need no secrecy. `renamed`: told of every change of name. */
export function createPlayers(renamed: (player: Player) => void, random: () => number = Math.random): Players {
  const players = new Map<string, Player>();
  /** Who bears a name of this look: several may, each with a discriminator of its own but for the first. */
  const namesakes = new Map<string, Set<string>>();
  const pick = (list: string[]) => list[Math.floor(random() * list.length)]!;

  /** A name that nobody bears, while there are such. */
  function draw(): string {
    let name = '';
    for (let tries = 0; tries < 20; tries++) {
      name = `${pick(FIRST)} ${pick(SECOND)}`;
      if (!namesakes.has(nameSkeleton(name))) break;
    }
    return name;
  }

  function forget(id: string): void {
    const player = players.get(id);
    if (!player) return;
    players.delete(id);
    const skeleton = nameSkeleton(player.name);
    const ids = namesakes.get(skeleton);
    ids?.delete(id);
    if (ids?.size === 0) namesakes.delete(skeleton);
  }

  function remember(player: Player): Player {
    forget(player.id);
    players.set(player.id, player);
    const skeleton = nameSkeleton(player.name);
    const ids = namesakes.get(skeleton) ?? new Set();
    namesakes.set(skeleton, ids.add(player.id));
    if (players.size > REMEMBERED) forget(players.keys().next().value!);
    return player;
  }

  /** `[ID-4]`: a name that looks like someone else's gets a discriminator. After many tries two may share one: better than none. */
  function claim(raw: string, id: string): Result<Player, Refusal> {
    const parsed = parseName(raw);
    if (!parsed.ok) {
      const issues = [{ path: 'name', message: parsed.error }];
      return { ok: false, error: refuse('name/invalid', `The name cannot be taken: ${parsed.error}.`, { issues }) };
    }
    return ok(remember({ id, name: distinct(parsed.value, id) }));
  }

  function distinct(wanted: string, id: string): string {
    const taken = (name: string) => [...(namesakes.get(nameSkeleton(name)) ?? [])].some((other) => other !== id);
    let name = wanted;
    for (let tries = 0; tries < 20 && taken(name); tries++) {
      name = discriminate(wanted, Math.floor(random() * DISCRIMINATORS));
    }
    return name;
  }

  return {
    create: (name = draw()) => claim(name, nanoid()),
    recall: ({ id, name }) => remember(players.get(id) ?? { id, name: distinct(name, id) }),
    rename(id, name) {
      const player = claim(name, id);
      if (player.ok) renamed(player.value);
      return player;
    },
  };
}
