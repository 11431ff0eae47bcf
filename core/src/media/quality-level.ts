/** How much of a picture there is, best first. `audio`: sound alone. */
export const qualityLevels = ['high', 'medium', 'low', 'audio'] as const;
export type QualityLevel = (typeof qualityLevels)[number];
