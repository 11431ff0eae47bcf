/**
 * Makes calls that come while one is under way share its outcome. For work that must not run twice at once: a refresh
 * token that rotates would be taken for stolen.
 *
 * @example const refresh = singleFlight(() => api.refresh());
 */
export function singleFlight<T>(run: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  return () => {
    underWay ??= run().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}
