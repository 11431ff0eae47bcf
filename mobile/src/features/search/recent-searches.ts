import { limits } from '@halobuzz/core/limits';
import type { StoragePort } from '../../platform/storage-port.ts';

const key = 'recent-searches';

/** What was searched for on this device, the newest first. */
export async function recentSearches(storage: StoragePort): Promise<readonly string[]> {
  try {
    const stored: unknown = JSON.parse((await storage.get(key)) ?? '[]');
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

/** Remembers a search before the others; the oldest is forgotten where they are too many. */
export async function rememberSearch(storage: StoragePort, search: string): Promise<readonly string[]> {
  const text = search.trim();
  const others = (await recentSearches(storage)).filter((one) => one.toLowerCase() !== text.toLowerCase());
  const all = [text, ...others].slice(0, limits.clientRecentSearchesMax);
  await storage.set(key, JSON.stringify(all));
  return all;
}

export async function forgetSearch(storage: StoragePort, search: string): Promise<readonly string[]> {
  const left = (await recentSearches(storage)).filter((one) => one !== search);
  if (left.length === 0) await storage.remove(key);
  else await storage.set(key, JSON.stringify(left));
  return left;
}

export async function forgetSearches(storage: StoragePort): Promise<void> {
  await storage.remove(key);
}
