import type { Clocks } from './simulate.ts';

/** The clocks of this process. */
export const clocks: Clocks = {
  processor() {
    const { user, system } = process.threadCpuUsage();
    return user + system;
  },
  wall: () => performance.now() * 1000,
};
