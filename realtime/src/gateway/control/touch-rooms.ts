import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import type { Logger } from '../../observability/log.ts';

/**
 * Tells the origin which rooms somebody entered or left, so that it need not look at all of them. Collected, as a command for
 * each join would cost half as much as the join. May get lost: the origin looks at every live room now and then.
 */
export class TouchRooms {
  readonly #control: Pick<Redis, 'sadd'>;
  readonly #log: Pick<Logger, 'debug'>;
  #touched = new Set<string>();

  constructor(control: Pick<Redis, 'sadd'>, log: Pick<Logger, 'debug'>) {
    this.#control = control;
    this.#log = log;
  }

  touch(roomId: string): void {
    if (this.#touched.size < limits.touchedRoomsEntriesMax) this.#touched.add(roomId);
  }

  /** Sends what was collected; what cannot be sent stays for the next time. Never rejects. */
  async flush(): Promise<void> {
    if (this.#touched.size === 0) return;
    const touched = this.#touched;
    this.#touched = new Set();
    try {
      await this.#control.sadd(controlKeys.touched, ...touched);
    } catch (err) {
      this.#log.debug({ err }, 'the origin could not be told of rooms yet');
      for (const roomId of touched) this.touch(roomId);
    }
  }
}
