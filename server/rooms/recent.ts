/** Who has played with whom lately. Kept while the server runs. */
export interface Recent {
  /** These played a match together that ended at `at`. */
  played(players: readonly { readonly id: string; readonly name: string }[], at: number): void;
  /** The latest first. */
  of(playerId: string): readonly { readonly id: string; readonly name: string; readonly at: number }[];
}

/** Beyond these the one whose last match is longest ago, and the player met longest ago, are forgotten. */
const MOST_PLAYERS = 20_000;
const MOST_EACH = 20;

export function createRecent(): Recent {
  const byPlayer = new Map<string, readonly { id: string; name: string; at: number }[]>();
  return {
    played(players, at) {
      for (const { id } of players) {
        const met = players.filter((other) => other.id !== id).map((other) => ({ ...other, at }));
        if (met.length === 0) continue;
        const before = (byPlayer.get(id) ?? []).filter((one) => !met.some((other) => other.id === one.id));
        byPlayer.delete(id);
        byPlayer.set(id, [...met, ...before].slice(0, MOST_EACH));
        if (byPlayer.size > MOST_PLAYERS) byPlayer.delete(byPlayer.keys().next().value!);
      }
    },
    of: (playerId) => byPlayer.get(playerId) ?? [],
  };
}
