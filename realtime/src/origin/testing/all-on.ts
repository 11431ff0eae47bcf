import { SwitchBoard } from '@halobuzz/core/switches/switch-board';
import type { SwitchRouteDeps } from '../switches/switch-routes.ts';

const notHere = () => Promise.reject(new Error('not in this test'));

/** Nothing is paused, and nobody can pause anything: switches are tested over real stores alone. */
export const allOn = {
  switches: {
    board: new SwitchBoard(),
    store: { now: notHere, change: notHere },
    refresh: async () => undefined,
    publishedVersion: async () => undefined,
  },
} satisfies Pick<SwitchRouteDeps, 'switches'>;
