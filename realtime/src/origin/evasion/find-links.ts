import { linkShownFrom, linkStrength, type SharedSignal } from '@halobuzz/core/evasion/link-strength';
import { limits } from '@halobuzz/core/limits';
import type { Evasion } from './evasion.ts';

/**
 * Looks for accounts that share signals with this one, where one of the two is banned, and shows those to people: a new
 * account beside one that was banned before, and accounts that were there already when this one was banned. Nothing happens
 * to anybody by it. May be repeated.
 */
export async function findLinks(evasion: Evasion, accountId: string): Promise<void> {
  const shared = new Map<string, SharedSignal[]>();
  for (const { kind, digest } of await evasion.signalsOf(accountId)) {
    const sharers = await evasion.sharersOf(kind, digest);
    // What a school or a carrier shares says nothing, and would show everybody there.
    if (sharers.length > limits.evasionSharersMax) continue;
    for (const other of sharers) {
      if (other === accountId) continue;
      const known = shared.get(other) ?? [];
      shared.set(other, [...known, { kind, sharers: sharers.length }]);
    }
  }
  if (shared.size === 0) return;
  const banned = await evasion.banned([accountId, ...shared.keys()]);
  for (const [other, signals] of shared) {
    const strength = linkStrength(signals, limits.evasionSharersMax);
    if (strength < linkShownFrom || banned.has(accountId) === banned.has(other)) continue;
    const [suspect, bannedId] = banned.has(other) ? [accountId, other] : [other, accountId];
    await evasion.put({ accountId: suspect, bannedId, strength, shared: signals });
  }
}
