import type { PushPermission, PushPort, PushTarget } from '../src/platform/push-port.ts';

/** A phone whose owner answers as a test wants. Until told otherwise it is a browser, which notifies nobody. */
export class FakePush {
  permission: PushPermission = 'unsupported';
  /** What its owner answers when asked. */
  answer: PushPermission = 'granted';
  target: PushTarget | undefined = { token: 'ExponentPushToken[aaaaaaaaaaaaaaaaaaaaaa]', platform: 'android' };
  asked = 0;
  settingsOpened = 0;
  readonly #changed = new Set<() => void>();
  readonly #opened = new Set<(streamId: string) => void>();

  readonly port: PushPort = {
    permission: async () => this.permission,
    ask: async () => {
      this.asked += 1;
      this.permission = this.answer;
      return this.permission;
    },
    target: async () => this.target,
    onNewTarget: (changed) => subscribed(this.#changed, changed),
    onOpened: (opened) => subscribed(this.#opened, opened),
    openSystemSettings: async () => {
      this.settingsOpened += 1;
    },
  };

  /** The system gives the phone another address. */
  readdress(target: PushTarget): void {
    this.target = target;
    for (const changed of this.#changed) changed();
  }

  /** Its owner presses a notification. */
  press(streamId: string): void {
    for (const opened of this.#opened) opened(streamId);
  }
}

function subscribed<T>(all: Set<T>, one: T): () => void {
  all.add(one);
  return () => all.delete(one);
}
