/**
 * Does `work` for each item in turn, `atOnceMax` of them side by side, and resolves when all is done. What `work` throws
 * rejects the whole while the others go on: it catches what should keep nobody.
 */
export async function severalAtOnce<T>(
  items: readonly T[],
  atOnceMax: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const waiting = items.values();
  const take = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: atOnceMax }, take));
}
