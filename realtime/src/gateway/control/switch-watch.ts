import { SwitchBoard } from '@halobuzz/core/switches/switch-board';
import type { Redis } from 'ioredis';
import { readSwitchState } from '../../adapters/redis/switch-state.ts';
import type { Logger } from '../../observability/log.ts';

/**
 * The kill switches as a gateway knows them: looked at when pub/sub says so and every `limits.switchLookMs`, so that a lost
 * message heals. While control Redis is out, or has lost them, the last ones hold.
 */
export class SwitchWatch {
  readonly board = new SwitchBoard();
  readonly #redis: Redis;
  readonly #log: Logger;
  readonly #onChange: () => void;

  constructor(deps: { readonly redis: Redis; readonly log: Logger; readonly onChange: () => void }) {
    this.#redis = deps.redis;
    this.#log = deps.log;
    this.#onChange = deps.onChange;
  }

  /** Never rejects. */
  async refresh(): Promise<void> {
    try {
      const state = await readSwitchState(this.#redis);
      if (state === undefined || !this.board.take(state)) return;
      this.#log.info({ version: state.version, paused: state.paused.map(({ name }) => name) }, 'switches changed');
      this.#onChange();
    } catch (err) {
      this.#log.debug({ err }, 'the kill switches could not be read');
    }
  }
}
