import type { DownEvent } from '@halobuzz/core/protocol/down';
import * as metrics from './metrics.ts';
import { OpenAnswers } from './open-answers.ts';
import { explainRefusal } from './refusals.ts';
import type { RoomSocket } from './room-socket.ts';

/** Taps that an app gathers into one command. */
const likesAtOnce = 5;

/** Likes; each of them is to be among the totals that the hosts are shown in the end. */
export class Liking {
  readonly #answers = new OpenAnswers();

  like(socket: RoomSocket): void {
    metrics.likes.want.add(likesAtOnce);
    this.#answers.ask(socket, { t: 'like', count: likesAtOnce }, (reply) => explainRefusal('likes', reply));
  }

  async settle(): Promise<void> {
    await this.#answers.settle();
  }
}

/** A host's part in it: counts the likes of the last total that they were shown. */
export function likesShown(): {
  readonly onEvent: (event: DownEvent) => void;
  readonly compare: () => Promise<void>;
} {
  let shown = 0;
  return {
    onEvent: (event) => {
      if (event.t === 'likes') shown = event.total;
    },
    compare: async () => {
      metrics.likes.got.add(shown);
    },
  };
}
