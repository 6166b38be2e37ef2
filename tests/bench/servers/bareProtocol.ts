/**
 * The first bytes of the bare server's own messages. To a client: `WELCOME`, its seat, and the keyframe; then packed ticks as
 * they are. From a client: `BEGIN` starts its room's match; an input is as the SDK sends it.
 */
export const WELCOME = 0;
export const BEGIN = 3;
