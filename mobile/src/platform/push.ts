import type { PushPort } from './push-port.ts';

/** Browsers get no notifications of ours: who wants them has the app. */
export function devicePush(): PushPort {
  return {
    permission: async () => 'unsupported',
    ask: async () => 'unsupported',
    target: async () => undefined,
    onNewTarget: () => () => {},
    onOpened: () => () => {},
    openSystemSettings: async () => {},
  };
}
