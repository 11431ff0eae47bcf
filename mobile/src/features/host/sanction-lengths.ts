/** What keeps a person from a room, or from its chat. */
export const restrictingActs = ['mute', 'kick', 'ban'] as const;
export type RestrictingAct = (typeof restrictingActs)[number];

/** For how long; without seconds it has no end. */
export const sanctionLengths = [
  { name: 'minutes5', seconds: 300 },
  { name: 'hour', seconds: 3_600 },
  { name: 'day', seconds: 86_400 },
  { name: 'week', seconds: 604_800 },
  { name: 'always' },
] as const;
export type SanctionLength = (typeof sanctionLengths)[number]['name'];

/** As the command takes it. */
export function secondsOf(length: SanctionLength): { readonly seconds?: number } {
  const found = sanctionLengths.find(({ name }) => name === length);
  return found !== undefined && 'seconds' in found ? { seconds: found.seconds } : {};
}
