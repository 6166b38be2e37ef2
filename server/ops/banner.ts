import { networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';

/** For the person at the terminal: where to play, and a code for the phones in the room. Goes to standard error: the log has standard output. */
export function banner(url: string, host: string, port: number): string {
  const lan = host === '0.0.0.0' || host === '::' ? lanAddress() : null;
  const lines = ['', `  Muster is open on  ${url}`];
  if (lan) {
    const address = `http://${lan}:${port}`;
    lines.push(`  on your network    ${address}`, '', indent(renderUnicodeCompact(address, { border: 1 })));
  }
  return `${lines.join('\n')}\n\n`;
}

/** The first IPv4 address that another device could reach; null without a network. */
function lanAddress(): string | null {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? null;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
