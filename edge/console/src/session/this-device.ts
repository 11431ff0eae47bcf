import { newOpaqueId } from '@halobuzz/core/ids';
import type { TextStore } from './browser-store.ts';

/**
 * This browser in the list of places where somebody is signed in: the web app's own number. Never the secret that lets a
 * trusted device sign in by the password alone: staff give their second factor each time.
 */
export function thisDevice(store: TextStore): { readonly id: string; readonly name: string } {
  const name = 'Console';
  const known = store.get('device');
  if (known !== undefined && known.length >= 8 && known.length <= 64) return { id: known, name };
  const id = newOpaqueId('dv', (count) => crypto.getRandomValues(new Uint8Array(count)));
  store.set('device', id);
  return { id, name };
}
