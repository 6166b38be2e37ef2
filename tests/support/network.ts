import { bindRng, seedFrom, seedRng } from '../../shared/core/rng.ts';

/** How one way through a network behaves; milliseconds. */
export interface LinkOptions {
  readonly delay: number;
  /** Each message takes up to so much longer, evenly spread. */
  readonly jitter?: number;
  /** Nothing comes through for `length` at the end of every `every`; what was held up then comes at once. */
  readonly stall?: { readonly every: number; readonly length: number };
  readonly seed?: number;
}

/**
 * One way of a connection, in a time that the test gives. As over TCP, nothing overtakes and nothing is lost, unless the line
 * is cut: then all that is on its way is gone, and so is what is sent until it is mended.
 */
export class Link<Message> {
  readonly #options: Required<Pick<LinkOptions, 'delay' | 'jitter'>> & LinkOptions;
  readonly #random: () => number;
  #queue: { readonly at: number; readonly message: Message }[] = [];
  #whole = true;

  constructor(options: LinkOptions) {
    this.#options = { jitter: 0, ...options };
    const cells = new Int32Array(4);
    seedRng(cells, 0, seedFrom(options.seed ?? 1));
    const rng = bindRng(cells, 0);
    this.#random = () => rng.next() / 2 ** 32;
  }

  send(now: number, message: Message): void {
    if (!this.#whole) return;
    const { delay, jitter } = this.#options;
    this.#queue.push({ at: this.#afterStall(now + delay + jitter * this.#random()), message });
  }

  /** What has arrived by now, in the order in which it was sent: a late one holds up those behind it. */
  receive(now: number): Message[] {
    const arrived: Message[] = [];
    while (this.#queue[0] && this.#queue[0].at <= now) arrived.push(this.#queue.shift()!.message);
    return arrived;
  }

  /** When the next message arrives; infinity while none is on its way. */
  get nextAt(): number {
    return this.#queue[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  cut(): void {
    this.#whole = false;
    this.#queue = [];
  }

  mend(): void {
    this.#whole = true;
  }

  #afterStall(at: number): number {
    const { stall } = this.#options;
    if (!stall) return at;
    const since = at % stall.every;
    return since >= stall.every - stall.length ? at - since + stall.every : at;
  }
}

/** Both ways between a client and a server. `roundTrip` and `jitter` are of both together: each way has half of them. */
export interface NetworkOptions {
  readonly name: string;
  readonly roundTrip: number;
  /** The round trip takes up to so much more. */
  readonly jitter?: number;
  readonly stall?: LinkOptions['stall'];
}

export class Network<Up, Down> {
  readonly up: Link<Up>;
  readonly down: Link<Down>;

  constructor({ roundTrip, jitter = 0, stall }: NetworkOptions, seed = 1) {
    const link = { delay: roundTrip / 2, jitter: jitter / 2, ...(stall && { stall }) };
    this.up = new Link({ ...link, seed: seed * 2 });
    this.down = new Link({ ...link, seed: seed * 2 + 1 });
  }

  cut(): void {
    this.up.cut();
    this.down.cut();
  }

  mend(): void {
    this.up.mend();
    this.down.mend();
  }
}

/** Networks that the feel of a game is measured on. 100 ± 20 ms: 80 and up to 40 more. */
export const NETWORKS: readonly NetworkOptions[] = [
  { name: 'LAN, 2 ms', roundTrip: 2 },
  { name: '100 ± 20 ms', roundTrip: 80, jitter: 40 },
  { name: '150 ms', roundTrip: 150 },
  {
    name: 'phone: 70 to 130 ms, 400 ms of nothing every 5 s',
    roundTrip: 70,
    jitter: 60,
    stall: { every: 5000, length: 400 },
  },
];
