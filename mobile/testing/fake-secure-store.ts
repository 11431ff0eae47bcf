/** A key chain in memory; `locked` makes every call fail, as the real one does before the first unlock. */
export const secureStore = { values: new Map<string, string>(), locked: false };

export function resetSecureStore(): void {
  secureStore.values.clear();
  secureStore.locked = false;
}

function assertUnlocked(): void {
  if (secureStore.locked) throw new Error('the key chain is locked');
}

export const WHEN_UNLOCKED_THIS_DEVICE_ONLY = 1;

export async function getItemAsync(key: string): Promise<string | null> {
  assertUnlocked();
  return secureStore.values.get(key) ?? null;
}

export async function setItemAsync(key: string, value: string): Promise<void> {
  assertUnlocked();
  secureStore.values.set(key, value);
}

export async function deleteItemAsync(key: string): Promise<void> {
  assertUnlocked();
  secureStore.values.delete(key);
}
