import { activateKeepAwakeAsync, deactivateKeepAwake } from 'expo-keep-awake';

let holders = 0;

/** Keeps the screen lit until the function that it returns is called; a device that refuses goes dark as ever. */
export function keepAwake(): () => void {
  holders += 1;
  const tag = `watching-${holders}`;
  const held = activateKeepAwakeAsync(tag).catch(() => undefined);
  return () => void held.then(() => deactivateKeepAwake(tag)).catch(() => undefined);
}
