/** Bounds of broadcasts: their life, privacy, media and battles. See limits.ts. */
export const broadcastLimits = {
  /** Tags of a broadcast, and characters of one; `validation_failed`. */
  streamTagsMax: 5,
  streamTagCharsMax: 24,
  /** Countries that a broadcast may shut out, as many as there are; `validation_failed`. */
  streamCountryBlocksMax: 250,
  /** The name under which a cover image is kept, characters. */
  streamCoverCharsMax: 128,
} as const;
