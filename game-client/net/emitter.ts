/** Who wants to know what, typed. A listener that throws stops the others behind it: listeners are our own code. */
export interface Emitter<Events extends { [name: string]: unknown }> {
  /** Returns the call that ends it. */
  on<Name extends keyof Events>(name: Name, listener: (news: Events[Name]) => void): () => void;
  emit<Name extends keyof Events>(name: Name, news: Events[Name]): void;
}

export function createEmitter<Events extends { [name: string]: unknown }>(): Emitter<Events> {
  const listeners: { [Name in keyof Events]?: Set<(news: Events[Name]) => void> } = {};
  return {
    on(name, listener) {
      const all = listeners[name] ?? new Set();
      listeners[name] = all;
      all.add(listener);
      return () => all.delete(listener);
    },
    emit(name, news) {
      for (const listener of [...(listeners[name] ?? [])]) listener(news);
    },
  };
}
