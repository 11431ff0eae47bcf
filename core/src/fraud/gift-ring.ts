import { limits } from '../limits.ts';
import type { GiftEdge } from './verdicts.ts';

/**
 * The shortest ring through `first` of at most `lengthMax` steps, each of at least `coinsMin`, or undefined. `edgesFrom`
 * answers what one subject gave, the largest first and bounded; it is asked once a subject, and at most
 * `limits.fraudRingWalletsMax` times.
 */
export async function findGiftRing(
  first: GiftEdge,
  lengthMax: number,
  coinsMin: bigint,
  edgesFrom: (subject: string) => Promise<readonly GiftEdge[]>,
): Promise<readonly GiftEdge[] | undefined> {
  if (first.coins < coinsMin || first.from === first.to) return undefined;
  let paths: readonly (readonly GiftEdge[])[] = [[first]];
  const seen = new Set([first.to]);
  for (let length = 2; length <= lengthMax; length += 1) {
    const longer: (readonly GiftEdge[])[] = [];
    for (const path of paths) {
      const end = path.at(-1);
      if (end === undefined) continue;
      for (const edge of await edgesFrom(end.to)) {
        if (edge.coins < coinsMin) continue;
        if (edge.to === first.from) return [...path, edge];
        if (seen.has(edge.to) || seen.size >= limits.fraudRingWalletsMax) continue;
        seen.add(edge.to);
        longer.push([...path, edge]);
      }
    }
    paths = longer;
  }
  return undefined;
}
