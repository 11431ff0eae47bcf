import { SwitchBoard } from '@halobuzz/core/switches/switch-board';
import type { Redis } from 'ioredis';
import { publishSwitchState, readSwitchState } from '../../adapters/redis/switch-state.ts';
import { publicState, type SwitchStore } from './switch-store.ts';

export interface OriginSwitches {
  /** What this origin goes by. */
  readonly board: SwitchBoard;
  readonly store: SwitchStore;
  /**
   * One look: what MongoDB holds is taken up and published; where MongoDB does not answer, what others published is taken up.
   * Rejects when neither could be asked.
   */
  readonly refresh: () => Promise<void>;
  /** The version that was published last; undefined when nobody can say. */
  readonly publishedVersion: () => Promise<number | undefined>;
}

/** The switches as an origin keeps them: MongoDB has them for good, control Redis tells the gateways. */
export function originSwitches(store: SwitchStore, control: Redis): OriginSwitches {
  const board = new SwitchBoard();
  return {
    board,
    store,
    async refresh() {
      const [kept, told] = await Promise.allSettled([
        store.now().then((version) => board.take(publicState(version))),
        readSwitchState(control),
      ]);
      if (told.status === 'fulfilled') {
        if (told.value !== undefined) board.take(told.value);
        const there = told.value?.version ?? 0;
        if (board.state.version > there) await publishSwitchState(control, board.state);
      }
      if (kept.status === 'rejected') throw kept.reason;
      if (told.status === 'rejected') throw told.reason;
    },
    async publishedVersion() {
      try {
        return (await readSwitchState(control))?.version;
      } catch {
        return undefined;
      }
    },
  };
}
