import { JWT } from 'google-auth-library';
import { z } from 'zod';
import type { ProviderAnswer } from '../provider-port.ts';
import type { Fetch } from '../stores/store-fetch.ts';
import { type GooglePurchase, googlePurchase, type VoidedPurchase, voidedPage } from './google-payloads.ts';

/** Where Google answers: tokens, certificates of identity tokens, and the Play Developer API. */
export const googleUrls = {
  token: 'https://oauth2.googleapis.com',
  certificates: 'https://www.googleapis.com',
  play: 'https://androidpublisher.googleapis.com',
} as const;

const SCOPE = 'https://www.googleapis.com/auth/androidpublisher';
const VOIDED_PAGE = 1_000;

export interface GooglePlaySettings {
  readonly packageName: string;
  /** The service account that may see orders, and its private key (PKCS#8 PEM). */
  readonly accountEmail: string;
  readonly accountKey: string;
}

/** What we ask of the Play Developer API v3. */
export interface GooglePlayApi {
  /** A purchase as it is now; undefined when Google knows no such token of this product. */
  purchase(product: string, token: string): Promise<ProviderAnswer<GooglePurchase | undefined>>;
  /** Consumes a purchase, which acknowledges it too: the buyer may buy the product again. */
  consume(product: string, token: string): Promise<ProviderAnswer<undefined>>;
  /** Gives back the whole of an order. */
  refund(orderId: string): Promise<ProviderAnswer<undefined>>;
  /** Purchases that were refunded or charged back, by when Google learnt of it (Unix ms); `page` of the page before. */
  voided(
    sinceMs: number,
    untilMs: number,
    page: string | undefined,
  ): Promise<ProviderAnswer<{ readonly records: readonly VoidedPurchase[]; readonly next: string | undefined }>>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export function createGooglePlayApi(settings: GooglePlaySettings, fetchBounded: Fetch): GooglePlayApi {
  const newClient = () =>
    new JWT({
      email: settings.accountEmail,
      key: settings.accountKey,
      scopes: [SCOPE],
      // Whoever waits for us asks again: the library need not.
      transporterOptions: { fetchImplementation: fetchBounded, retryConfig: { retry: 0 } },
    });
  let client = newClient();
  const base = `${googleUrls.play}/androidpublisher/v3/applications/${encodeURIComponent(settings.packageName)}`;

  async function ask(method: 'GET' | 'POST', path: string): Promise<ProviderAnswer<Answer>> {
    let token: string;
    try {
      token = (await client.getAccessToken()).token ?? '';
    } catch {
      // Out of reach, or our key or clock is wrong: someone has to mend that. The error holds the assertion; it goes nowhere.
      return { kind: 'unavailable', reason: 'google_no_token' };
    }
    try {
      const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
      const answer = await fetchBounded(`${base}/${path}`, { method, headers });
      const text = await answer.text();
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      if (answer.ok) return { kind: 'done', value: { status: answer.status, body } };
      return refusal(answer.status, body);
    } catch {
      return { kind: 'unavailable', reason: 'google_no_answer' };
    }
  }

  function refusal(status: number, body: unknown): ProviderAnswer<Answer> {
    // A token that Google takes no more is not asked with again.
    if (status === 401) client = newClient();
    const reason = `google_${errorBody.safeParse(body).data?.error.errors[0]?.reason ?? status}`;
    const passes = status === 401 || status === 403 || status === 409 || status === 429 || status >= 500;
    return { kind: passes ? 'unavailable' : 'refused', reason };
  }

  function purchasePath(product: string, token: string): string {
    return `purchases/products/${encodeURIComponent(product)}/tokens/${encodeURIComponent(token)}`;
  }

  return {
    async purchase(product, token) {
      const answer = await ask('GET', purchasePath(product, token));
      if (answer.kind === 'refused' && UNKNOWN_PURCHASE.test(answer.reason)) return { kind: 'done', value: undefined };
      if (answer.kind !== 'done') return answer;
      const parsed = googlePurchase.safeParse(answer.value.body);
      return parsed.success
        ? { kind: 'done', value: parsed.data }
        : { kind: 'unavailable', reason: 'google_malformed' };
    },
    async consume(product, token) {
      const answer = await ask('POST', `${purchasePath(product, token)}:consume`);
      return answer.kind === 'done' ? { kind: 'done', value: undefined } : answer;
    },
    async refund(orderId) {
      const answer = await ask('POST', `orders/${encodeURIComponent(orderId)}:refund?revoke=true`);
      if (answer.kind === 'refused' && answer.reason === 'google_orderAlreadyRefunded')
        return { kind: 'done', value: undefined };
      return answer.kind === 'done' ? { kind: 'done', value: undefined } : answer;
    },
    async voided(sinceMs, untilMs, page) {
      const query = new URLSearchParams({
        maxResults: String(VOIDED_PAGE),
        includeQuantityBasedPartialRefund: 'true',
        ...(page === undefined ? { startTime: String(sinceMs), endTime: String(untilMs) } : { token: page }),
      });
      const answer = await ask('GET', `purchases/voidedpurchases?${query}`);
      if (answer.kind !== 'done') return answer;
      const parsed = voidedPage.safeParse(answer.value.body ?? {});
      if (!parsed.success) return { kind: 'unavailable', reason: 'google_malformed' };
      const { voidedPurchases: records, tokenPagination } = parsed.data;
      return { kind: 'done', value: { records, next: tokenPagination?.nextPageToken } };
    },
  };
}

/** No such token, none of this product or app, or one from so long ago that Google forgot it. */
const UNKNOWN_PURCHASE = /^google_(?:invalid|purchaseToken[A-Za-z]+)$/;

const errorBody = z.object({
  error: z.object({ errors: z.array(z.object({ reason: z.string().regex(/^[A-Za-z]{1,64}$/) })).min(1) }),
});
