/** What stood behind the `#` of a link whose reader has to sign in first. In memory alone: it is gone with the page. */
export interface HeldLinks {
  readonly keep: (path: string, secret: string) => void;
  /** Gives it back once. */
  readonly take: (path: string) => string | undefined;
}

export function heldLinks(): HeldLinks {
  const held = new Map<string, string>();
  return {
    keep: (path, secret) => {
      held.clear();
      held.set(path, secret);
    },
    take: (path) => {
      const secret = held.get(path);
      held.delete(path);
      return secret;
    },
  };
}
