/** What the console's pages are about while they are looked at. */
export interface ConsoleWorld {
  readonly accountId: string;
  readonly roomId: string;
}

/** Pages of one thing that is really there; those of others are shown at an id that is nobody's. */
const samples: Readonly<Record<string, (world: ConsoleWorld) => string>> = {
  '/accounts/:id': ({ accountId }) => `/accounts/${accountId}`,
  '/watch/:id': ({ roomId }) => `/watch/${roomId}`,
  '/watch/:roomId': ({ roomId }) => `/watch/${roomId}`,
};

/** The address of a page behind `/console`. */
export function addressOf(path: string, world: ConsoleWorld): string {
  return samples[path]?.(world) ?? path.replaceAll(/:[A-Za-z]+/g, 'none');
}
