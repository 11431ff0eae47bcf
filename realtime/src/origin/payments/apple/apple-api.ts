import { APIException, AppStoreServerAPIClient, Environment } from '@apple/app-store-server-library';
import type { ProviderAnswer } from '../provider-port.ts';
import type { Fetch } from '../stores/store-fetch.ts';
import { APPLE_TRANSACTION_ID } from './apple-payloads.ts';

/** Where Apple answers, by environment. */
export const appleApiUrls = {
  Production: 'https://api.storekit.apple.com',
  Sandbox: 'https://api.storekit-sandbox.apple.com',
} as const;

export interface AppleApiSettings {
  readonly environment: 'Production' | 'Sandbox';
  readonly bundleId: string;
  /** PKCS#8 PEM of the key made in App Store Connect (P-256), its id, and the issuer that the page shows. */
  readonly key: string;
  readonly keyId: string;
  readonly issuerId: string;
}

/** What we ask of the App Store Server API. What it answers is signed, and not verified here. */
export interface AppleApi {
  /** The signed transaction as it is now; undefined when Apple knows none. */
  transaction(transactionId: string): Promise<ProviderAnswer<string | undefined>>;
  /**
   * A page of the signed notifications that Apple sent, or tried to, between two Unix times (ms).
   * @param token of the page before; good for the same two times alone
   */
  notifications(
    sinceMs: number,
    untilMs: number,
    token: string | undefined,
  ): Promise<ProviderAnswer<{ readonly signed: readonly string[]; readonly next: string | undefined }>>;
}

/** Apple's own client, with a fetch that is bounded in time and size; its own is in neither. */
class BoundedClient extends AppStoreServerAPIClient {
  readonly #base: string;
  readonly #fetch: Fetch;

  constructor(settings: AppleApiSettings, fetchBounded: Fetch) {
    const environment = settings.environment === 'Production' ? Environment.PRODUCTION : Environment.SANDBOX;
    super(settings.key, settings.keyId, settings.issuerId, settings.bundleId, environment);
    this.#base = appleApiUrls[settings.environment];
    this.#fetch = fetchBounded;
  }

  protected override async makeFetchRequest(
    path: string,
    parsedQueryParameters: URLSearchParams,
    method: string,
    requestBody: string | Buffer | undefined,
    headers: Record<string, string>,
  ): Promise<never> {
    const body = requestBody === undefined ? {} : { body: String(requestBody) };
    const answer = await this.#fetch(`${this.#base}${path}?${parsedQueryParameters}`, { method, headers, ...body });
    // The library wants node-fetch's Response, of which it uses `ok`, `status` and `json()`: the same in both.
    return answer as never;
  }
}

export function createAppleApi(settings: AppleApiSettings, fetchBounded: Fetch): AppleApi {
  const client = new BoundedClient(settings, fetchBounded);
  return {
    async transaction(transactionId) {
      if (!APPLE_TRANSACTION_ID.test(transactionId)) return { kind: 'done', value: undefined };
      const answer = await ask(() => client.getTransactionInfo(transactionId));
      if (answer.kind === 'refused' && answer.reason === NOT_FOUND) return { kind: 'done', value: undefined };
      return answer.kind === 'done' ? { kind: 'done', value: answer.value.signedTransactionInfo } : answer;
    },
    async notifications(sinceMs, untilMs, token) {
      const answer = await ask(() =>
        client.getNotificationHistory(token ?? null, { startDate: sinceMs, endDate: untilMs }),
      );
      if (answer.kind !== 'done') return answer;
      const { notificationHistory = [], hasMore = false, paginationToken } = answer.value;
      const signed = notificationHistory.flatMap(({ signedPayload }) => signedPayload ?? []);
      return { kind: 'done', value: { signed, next: hasMore ? paginationToken : undefined } };
    },
  };
}

/** https://developer.apple.com/documentation/appstoreserverapi/transactionidnotfounderror */
const NOT_FOUND = 'apple_4040010';

async function ask<T>(call: () => Promise<T>): Promise<ProviderAnswer<T>> {
  try {
    return { kind: 'done', value: await call() };
  } catch (error) {
    if (!(error instanceof APIException)) return { kind: 'unavailable', reason: 'apple_no_answer' };
    const reason = `apple_${error.apiError ?? error.httpStatusCode}`;
    // 401: our key, or our clock. Someone has to mend that, and then the same question is answered.
    const passes = error.httpStatusCode === 401 || error.httpStatusCode === 429 || error.httpStatusCode >= 500;
    return { kind: passes || isRetryable(error.apiError) ? 'unavailable' : 'refused', reason };
  }
}

/** Apple's "…, but you can try again". */
function isRetryable(code: number | null): boolean {
  return code !== null && [4040002, 4040004, 4040006].includes(code);
}
