import type { Reply } from '@halobuzz/core/protocol/down';
import { clearInterval, setInterval } from 'k6/timers';
import type { CommandBody, RoomSocket } from './room-socket.ts';

const lookPeriodMs = 50;
const waitMsMax = 10_000;

/** Commands that are under way on any socket of a virtual user. */
export class OpenAnswers {
  #open = 0;

  ask(socket: RoomSocket, body: CommandBody, onReply: (reply: Reply) => void): void {
    this.#open += 1;
    socket.ask(body, (reply) => {
      this.#open -= 1;
      onReply(reply);
    });
  }

  /** Waits until all are answered, at most 10 s; resolves with how many are not. */
  settle(): Promise<number> {
    const deadlineMs = Date.now() + waitMsMax;
    return new Promise((resolve) => {
      const timer = setInterval(() => {
        if (this.#open > 0 && Date.now() < deadlineMs) return;
        clearInterval(timer);
        resolve(this.#open);
      }, lookPeriodMs);
    });
  }
}
