import { datedText } from './dated.ts';
import * as metrics from './metrics.ts';
import { OpenAnswers } from './open-answers.ts';
import { newClientId } from './random.ts';
import { explainRefusal } from './refusals.ts';
import type { RoomSocket } from './room-socket.ts';

/** Says things; each is to be answered with its id. */
export class Chatting {
  readonly #answers = new OpenAnswers();

  say(socket: RoomSocket): void {
    metrics.chats.want.add(1);
    metrics.chatsSent.add(1);
    this.#answers.ask(socket, { t: 'chat', text: datedText('load'), clientId: newClientId() }, (reply) => {
      if (reply.ok && reply.data.t === 'chat') metrics.chats.got.add(1);
      else explainRefusal('a chat message', reply);
    });
  }

  async settle(): Promise<void> {
    await this.#answers.settle();
  }
}
