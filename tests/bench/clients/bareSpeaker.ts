import { BEGIN, WELCOME } from '../servers/bareProtocol.ts';
import { binaryFrame } from './frame.ts';
import { packedInput } from './inputs.ts';
import { openLine } from './line.ts';
import type { Speaker } from './peer.ts';
import type { TickDesk } from './ticks.ts';

/** Clients of the bare server: its messages are those of the SDK, without anything around them. */
export function createBareSpeaker(port: number, desk: TickDesk, lost: (why: string) => void): Speaker {
  return {
    prepare: async () => {},
    connect: (peer, enter) =>
      new Promise((resolve, reject) => {
        peer.line = openLine(port, enter ? `/?room=${peer.room}` : '/', {
          opened: () => {
            if (!enter) resolve();
          },
          message(_binary, bytes, start, end) {
            if (peer.seat >= 0) return desk.tick(peer, bytes.subarray(start, end));
            if (bytes[start] !== WELCOME) return reject(new Error('the bare server did not say welcome'));
            peer.seat = bytes[start + 1]!;
            desk.begin(peer, bytes.subarray(start + 2, end), peer.isHost);
            resolve();
          },
          closed(why) {
            lost(why);
            reject(new Error(why));
          },
        });
      }),
    async begin([host]) {
      host!.line!.write(
        binaryFrame((payload) => {
          payload[0] = BEGIN;
          return 1;
        }),
      );
    },
    input: packedInput,
  };
}
