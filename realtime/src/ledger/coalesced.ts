/**
 * Carries calls of one kind out together: those that come while one is under way, or in the same turn, are the next. Each
 * caller's promise settles with the call that its item went into.
 */
export function coalesced<T>(run: (items: readonly T[]) => Promise<void>): (item: T) => Promise<void> {
  let waiting: T[] = [];
  let next: Promise<void> | undefined;
  let underWay: Promise<void> = Promise.resolve();
  const begin = (): Promise<void> => {
    const items = waiting;
    waiting = [];
    next = undefined;
    const call = run(items);
    underWay = call.catch(() => {});
    return call;
  };
  return (item) => {
    waiting.push(item);
    next ??= underWay.then(begin);
    return next;
  };
}
