import { setFlagsFromString } from 'node:v8';
import { nanoid } from 'nanoid';
import { startMuster } from './compose.ts';
import { readConfig } from './config.ts';
import { banner } from './ops/banner.ts';
import { createLog } from './ops/log.ts';

// Clients that send one message and idle teach V8 that what ws makes for a message lives long; it then puts all of it where only
// a slow collection finds it. Measured at 1,000 clients: a third of the memory, and a fraction of the ticks that come late.
setFlagsFromString('--no-allocation-site-pretenuring');

const EXIT_BAD_CONFIG = 2;

const config = readConfig(process.env);
if (!config.ok) {
  for (const line of config.error) process.stderr.write(`${line}\n`);
  process.exit(EXIT_BAD_CONFIG);
}
const log = createLog(config.value.LOG_LEVEL, config.value.NODE_ID);

// What reaches this far is a bug that no match, call or request was found to own. Players of all others should not pay for it.
process.on('uncaughtException', (error) => log.fatal({ event: 'uncaught', id: nanoid(10), err: error }));
process.on('unhandledRejection', (error) => log.fatal({ event: 'unhandled-rejection', id: nanoid(10), err: error }));

try {
  const muster = await startMuster(config.value, { log });
  // `npm run dev` shows the address of the page that reloads instead.
  if (!process.argv.includes('--no-banner')) {
    process.stderr.write(banner(muster.url, config.value.HOST, muster.port));
  }
  if (muster.setAside) {
    const { file, why } = muster.setAside;
    process.stderr.write(`The store was damaged (${why}). It is kept as ${file}, and an empty one was made.\n`);
  }
  let leaving = false;
  const leave = async () => {
    // The second signal is for whoever does not want to wait.
    if (leaving) process.exit(1);
    leaving = true;
    await muster.drain();
    log.info({ event: 'stopped' });
    process.exit(0);
  };
  process.on('SIGTERM', leave);
  process.on('SIGINT', leave);
} catch (error) {
  process.stderr.write(`Muster cannot start: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
