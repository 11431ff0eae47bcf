import type { Config } from '../../env.ts';
import { originAllowed } from '../../middleware/cross-origin.ts';

type Settings = Pick<Config, 'publicUrl' | 'environment'>;

/**
 * The RP ID for a page of this origin, undefined when no passkey may be used there: the host of PUBLIC_URL, for every
 * loopback origin of development `localhost`, since an IP address is no RP ID.
 */
export function rpIdFor(config: Settings, origin: string): string | undefined {
  if (!URL.canParse(origin) || !originAllowed(config, origin)) return undefined;
  const { hostname } = new URL(origin);
  return hostname === '127.0.0.1' ? 'localhost' : hostname;
}

/** The RP ID to offer: for the page that asks, or for clients that name none, for our own. */
export function offeredRpId(config: Settings, origin: string | undefined): string {
  return rpIdFor(config, origin ?? config.publicUrl) ?? new URL(config.publicUrl).hostname;
}
