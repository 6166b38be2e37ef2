import { renderUnicodeCompact } from 'uqr';
import { lanAddress, listensEverywhere } from './lan.ts';

/** For the person at the terminal: where to play, and a code for the phones in the room. Goes to standard error: the log has standard output. */
export function banner(url: string, host: string, port: number): string {
  const lan = listensEverywhere(host) ? lanAddress() : null;
  const lines = ['', `  Muster is open on  ${url}`];
  if (lan) {
    const address = `http://${lan}:${port}`;
    lines.push(`  on your network    ${address}`, '', indent(renderUnicodeCompact(address, { border: 1 })));
  }
  return `${lines.join('\n')}\n\n`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
