import { toBase64Url } from '../../bytes.ts';
import type { Config } from '../../env.ts';
import { originAllowed } from '../../middleware/cross-origin.ts';

type Settings = Pick<Config, 'publicUrl' | 'environment' | 'app'>;

/**
 * The RP ID for a page of this origin, undefined when no passkey may be used there: the host of PUBLIC_URL, for every
 * loopback origin of development `localhost`, since an IP address is no RP ID. Our Android app names itself by the
 * certificate that signed it; an iOS app says the site's own origin.
 */
export function rpIdFor(config: Settings, origin: string): string | undefined {
  if (config.app.androidFingerprints.some((fingerprint) => origin === androidOrigin(fingerprint))) {
    return new URL(config.publicUrl).hostname;
  }
  if (!URL.canParse(origin) || !originAllowed(config, origin)) return undefined;
  const { hostname } = new URL(origin);
  return hostname === '127.0.0.1' ? 'localhost' : hostname;
}

/** The RP ID to offer: for the page that asks, or for clients that name none, for our own. */
export function offeredRpId(config: Settings, origin: string | undefined): string {
  return rpIdFor(config, origin ?? config.publicUrl) ?? new URL(config.publicUrl).hostname;
}

/** As Android's credential manager writes it: `android:apk-key-hash:` and the SHA-256 of the certificate in base64url. */
export function androidOrigin(fingerprint: string): string {
  const bytes = Uint8Array.from(fingerprint.split(':'), (pair) => Number.parseInt(pair, 16));
  return `android:apk-key-hash:${toBase64Url(bytes)}`;
}
