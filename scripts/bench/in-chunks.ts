const chunk = 5_000;

/** Makes so many of something, a chunk at a time, and writes each chunk. */
export async function inChunks<T>(
  count: number,
  make: (n: number) => T,
  write: (made: T[]) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < count; at += chunk) {
    await write(Array.from({ length: Math.min(chunk, count - at) }, (_, n) => make(at + n)));
  }
}
