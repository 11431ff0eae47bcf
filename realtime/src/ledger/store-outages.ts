/** Which stores gave no answer lately, so that what waits for one of them does not make everything else wait too. */
export interface StoreOutages {
  /** Whether to ask this store now. While it is out one caller may, every so often; the others take it as out. */
  mayAsk(store: string): boolean;
  answered(store: string): void;
  /** True when this is news. */
  failed(store: string): boolean;
}

/** `retryMs`: how often a store that is out is asked again. `nowMs` is monotonic. */
export function storeOutages(retryMs: number, nowMs: () => number): StoreOutages {
  const askFromMs = new Map<string, number>();
  return {
    mayAsk(store) {
      const fromMs = askFromMs.get(store);
      if (fromMs === undefined) return true;
      if (nowMs() < fromMs) return false;
      askFromMs.set(store, nowMs() + retryMs);
      return true;
    },
    answered(store) {
      askFromMs.delete(store);
    },
    failed(store) {
      const news = !askFromMs.has(store);
      askFromMs.set(store, nowMs() + retryMs);
      return news;
    },
  };
}
