/**
 * What people do at once, as data: of the sum of all weights, each act's share. The customer asked for registrations with a weight
 * of 50; the others share as much again, as a day at the lobby and in rooms does.
 */
export const mixedWeights = {
  registration: 50,
  login: 5,
  lobby: 15,
  search: 5,
  profile: 5,
  wallet: 5,
  join: 10,
  gift: 5,
} as const;
export type MixedAct = keyof typeof mixedWeights;

/** The acts of one round, each as often as it weighs over the greatest common part, spread so that no two rounds bunch. */
export function roundOf(weights: Readonly<Record<string, number>>): readonly string[] {
  const entries = Object.entries(weights).filter(([, weight]) => weight > 0);
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  const owed = new Map(entries.map(([act]) => [act, 0]));
  return Array.from({ length: total }, () => {
    let next = '';
    for (const [act, weight] of entries) {
      owed.set(act, (owed.get(act) ?? 0) + weight);
      if (next === '' || (owed.get(act) ?? 0) > (owed.get(next) ?? 0)) next = act;
    }
    owed.set(next, (owed.get(next) ?? 0) - total);
    return next;
  });
}
