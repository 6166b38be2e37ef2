import { io } from 'socket.io-client';

/** The process of `stockProcess.ts`: connects, joins a room, and says what happens. Its connection has settled when it says so. */
const [url, token, code, transports] = process.argv.slice(2) as [string, string, string, string];
const socket = io(`${url}/game`, { auth: { token }, transports: transports.split(','), reconnection: false });
const say = (line: string) => process.stdout.write(`${line}\n`);
let joined = false;

socket.on('connect', async () => {
  const { engine } = socket.io;
  if (transports.endsWith('websocket') && engine.transport.name !== 'websocket')
    await new Promise((resolve) => engine.once('upgrade', resolve));
  const answer = await socket.emitWithAck('room:join', { code });
  say(`by ${engine.transport.name}`);
  say(answer.ok ? 'joined' : `refused ${answer.error.code}`);
  joined = answer.ok;
});
socket.on('connect_error', (error) => {
  say(`not connected: ${error.message}`);
  process.exit();
});
socket.on('disconnect', (reason) => {
  // On a busy machine, a start may take longer than the heartbeats of the test allow.
  if (!joined) return void socket.connect();
  say(`disconnected ${reason}`);
  process.exit();
});
