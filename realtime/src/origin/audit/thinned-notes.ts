/** At most so many notes, without those that stand closest to their neighbours; the first and the last always stay. */
export function thinnedNotes<T extends { readonly sequence: number }>(notes: readonly T[], max: number): readonly T[] {
  const kept = [...notes].sort((a, b) => a.sequence - b.sequence);
  while (kept.length > Math.max(2, max)) {
    let closest = 1;
    for (let i = 1; i < kept.length - 1; i += 1) if (gapAround(kept, i) < gapAround(kept, closest)) closest = i;
    kept.splice(closest, 1);
  }
  return kept;
}

function gapAround(notes: readonly { readonly sequence: number }[], i: number): number {
  return (notes[i + 1]?.sequence ?? 0) - (notes[i - 1]?.sequence ?? 0);
}
