import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import { OAuth2Client, type TokenPayload } from 'google-auth-library';
import { z } from 'zod';
import type { ProviderAnswer, RawWebhook } from '../provider-port.ts';
import type { Fetch } from '../stores/store-fetch.ts';
import { type DeveloperNotification, developerNotification, pushEnvelope } from './google-payloads.ts';

export interface GooglePushSettings {
  /** What the push subscription names as its audience: our webhook's address. */
  readonly audience: string;
  /** The service account that the subscription signs as. */
  readonly email: string;
  /** `projects/…/subscriptions/…`; any when absent. */
  readonly subscription: string | undefined;
  readonly packageName: string;
}

export interface GooglePush {
  readonly messageId: string;
  readonly notification: DeveloperNotification;
}

const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];
const BEARER = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/;
const TOKEN_CHARS_MAX = 4_096;
const certificatesSchema = z
  .record(z.string(), z.string().startsWith('-----BEGIN CERTIFICATE-----'))
  .refine((found) => Object.keys(found).length > 0);

/**
 * Proves that Google's Pub/Sub pushed a notification for our app, and takes it out of its envelopes. The token covers no
 * body, so what the notification says is only where to look.
 */
export function createPushReader(settings: GooglePushSettings, fetchBounded: Fetch, clock: Clock) {
  // Whoever waits for us asks again: the library need not.
  const transporterOptions = { fetchImplementation: fetchBounded, retryConfig: { retry: 0 } };
  let client = new OAuth2Client({ transporterOptions });

  return async (webhook: RawWebhook): Promise<ProviderAnswer<GooglePush>> => {
    const [, token = ''] = BEARER.exec(webhook.headers.authorization ?? '') ?? [];
    // Nothing is fetched for a stranger: what the token claims is looked at before who signed it.
    if (token === '' || token.length > TOKEN_CHARS_MAX || !isForUs(claimsOf(token))) return refused('unauthenticated');
    const certificates = await readCertificates();
    if (certificates === undefined) return { kind: 'unavailable', reason: 'google_no_certificates' };
    try {
      const ticket = await client.verifySignedJwtWithCertsAsync(
        token,
        certificates,
        settings.audience,
        ISSUERS,
        limits.googlePushTokenLifeSecondsMax,
      );
      if (!isForUs(ticket.getPayload())) return refused('unauthenticated');
    } catch {
      // The library's messages hold the whole token: they go nowhere.
      return refused('unauthenticated');
    }
    return open(webhook.body);
  };

  /** By key id, PEM; the library keeps them for as long as Google says. */
  async function readCertificates(): Promise<Record<string, string> | undefined> {
    try {
      return certificatesSchema.parse((await client.getFederatedSignonCertsAsync()).certs);
    } catch {
      // It would keep nonsense as well.
      client = new OAuth2Client({ transporterOptions });
      return undefined;
    }
  }

  function isForUs(claims: Partial<TokenPayload> | undefined): boolean {
    return (
      claims?.aud === settings.audience &&
      claims.email === settings.email &&
      claims.email_verified === true &&
      ISSUERS.includes(claims.iss ?? '')
    );
  }

  function open(body: Uint8Array): ProviderAnswer<GooglePush> {
    const envelope = pushEnvelope.safeParse(parseJson(body)).data;
    if (envelope === undefined) return refused('malformed');
    if (settings.subscription !== undefined && envelope.subscription !== settings.subscription)
      return refused('other_subscription');
    const data = parseJson(Buffer.from(envelope.message.data, 'base64'));
    const notification = developerNotification.safeParse(data).data;
    if (notification === undefined) return refused('malformed');
    if (notification.packageName !== settings.packageName) return refused('wrong_app');
    if (Number(notification.eventTimeMillis) > clock() + limits.storeClockAheadMsMax) return refused('future');
    return { kind: 'done', value: { messageId: envelope.message.messageId, notification } };
  }
}

function refused(reason: string): { readonly kind: 'refused'; readonly reason: string } {
  return { kind: 'refused', reason };
}

/** What a token says of itself, unproven. */
function claimsOf(token: string): Partial<TokenPayload> | undefined {
  const claims = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url'));
  // Every field is compared with what it has to be; one of another type equals none.
  return typeof claims === 'object' && claims !== null ? (claims as Partial<TokenPayload>) : undefined;
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
