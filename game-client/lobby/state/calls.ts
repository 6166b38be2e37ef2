import { type Refusal, refuse } from '../../../shared/protocol/errors.ts';
import type { CallAnswer, CallName, CallPayload } from '../../../shared/protocol/events.ts';
import type { Session } from './session.ts';
import type { Store } from './store.ts';

/** The ways to put a call to the server, by what becomes of a refusal. */
export interface Calls {
  call<Name extends CallName>(name: Name, payload: CallPayload<Name>): Promise<CallAnswer<Name>>;
  /** True when it was granted; a refusal is said in a toast. */
  act<Name extends CallName>(name: Name, payload: CallPayload<Name>): Promise<boolean>;
  /** Null when it was granted; a refusal is for the field it belongs to. */
  ask<Name extends CallName>(name: Name, payload: CallPayload<Name>): Promise<Refusal | null>;
}

export function createCalls(store: Store, session: Session): Calls {
  async function call<Name extends CallName>(name: Name, payload: CallPayload<Name>): Promise<CallAnswer<Name>> {
    const client = await session.online();
    if (client) return client.call(name, payload);
    return { ok: false, error: refuse('server/unavailable', 'There is no connection to the server.') };
  }
  async function ask<Name extends CallName>(name: Name, payload: CallPayload<Name>): Promise<Refusal | null> {
    const answer = await call(name, payload);
    return answer.ok ? null : answer.error;
  }
  return {
    call,
    ask,
    async act(name, payload) {
      const refusal = await ask(name, payload);
      if (refusal) store.toasts.say(refusal.message);
      return refusal === null;
    },
  };
}
