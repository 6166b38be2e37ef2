import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Whoever is measured, and whoever measures, has a process of its own on a core of its own. It answers questions over IPC, and
 * ends with its parent. A process exports the type of its answers, so that questions are checked.
 */

// biome-ignore lint/suspicious/noExplicitAny: each answer has arguments and a result of its own
type Answers = { [name: string]: (argument: any) => unknown };

export interface Child<A extends Answers> {
  ask<Name extends keyof A & string>(
    name: Name,
    ...argument: Parameters<A[Name]>
  ): Promise<Awaited<ReturnType<A[Name]>>>;
  stop(): Promise<void>;
}

interface Question {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}
interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Where the machine lets us choose a process's core. */
export const pinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
export const SERVER_CORE = 0;
export const CLIENT_CORE = 1;
const READY = 0;

/** `script`: beside this file. Resolves once the process is ready to answer. */
export async function startChild<A extends Answers>(
  script: string,
  core: number,
  args: readonly string[] = [],
  flags: readonly string[] = [],
): Promise<Child<A>> {
  // The shell's way to start on a core: threads that V8 starts later are then there too.
  const [execPath, execArgv] = pinned
    ? ['taskset', ['-c', String(core), process.execPath, ...flags]]
    : [process.execPath, [...flags]];
  const child = fork(join(import.meta.dirname, script), args, {
    execPath,
    execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // JSON knows no NaN.
    serialization: 'advanced',
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let questions = READY;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  child.on('message', ({ id, value, error }: Reply) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(value);
    else asked?.reject(new Error(`${script}: ${error}`));
  });
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${script} ended with ${code}`));
  });

  function wait(id: number): Promise<unknown> {
    const asked = Promise.withResolvers<unknown>();
    waiting.set(id, asked);
    return asked.promise;
  }
  await wait(READY);

  return {
    ask(name, ...[argument]) {
      const id = ++questions;
      child.send({ id, name, argument } satisfies Question);
      return wait(id) as never;
    },
    stop: () => leave(child, ended),
  };
}

const PATIENCE_MS = 3000;

async function leave(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.connected) child.disconnect();
  const kill = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await ended;
  clearTimeout(kill);
}

/** The other side: what this process answers. `left` clears up when the parent is gone. */
export function answer(answers: Answers, left: () => void = () => {}): void {
  const reply = (message: Reply) => process.send!(message);
  process.on('message', async ({ id, name, argument }: Question) => {
    try {
      reply({ id, value: await answers[name]!(argument) });
    } catch (error) {
      reply({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.once('disconnect', () => {
    left();
    process.exit(0);
  });
  reply({ id: READY });
}
