import type { KeyObject } from 'node:crypto';
import {
  type LocalProvider,
  type ProviderReply,
  type ProviderRequest,
  startLocalProvider,
} from '@halobuzz/core/testing/local-provider';
import { jwtVerify } from 'jose';
import { z } from 'zod';
import type { AppleChain } from './apple-chain.ts';

const DAY_MS = 86_400_000;
const PAGE = 20;

/** A purchase as the App Store has it; `fields` are those of the signed transaction that a test wants to be different. */
export interface AppleSale {
  readonly transactionId: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface AppleStoreOptions {
  readonly chain: AppleChain;
  readonly bundleId: string;
  readonly appId: number;
  readonly environment: 'Production' | 'Sandbox';
  /** The key that was made in App Store Connect: who may ask. */
  readonly key: { readonly id: string; readonly issuer: string; readonly publicKey: KeyObject };
  /** Apple's clock. */
  readonly clock: () => number;
}

export interface AppleStore extends LocalProvider {
  readonly sales: Map<string, AppleSale>;
  /** Signed notifications in the order they were made, as the history keeps them. */
  readonly history: {
    readonly atMs: number;
    readonly type: string;
    readonly transactionId: string;
    readonly signed: string;
  }[];
  /** The signed transaction as a phone would get it now. */
  signedTransaction(transactionId: string): string;
  /** Makes a notification about a sale, keeps it, and gives the body of the webhook. */
  notify(type: string, transactionId?: string, over?: object): string;
}

const historyBody = z.strictObject({
  startDate: z.int().positive(),
  endDate: z.int().positive(),
  notificationType: z.string().optional(),
  notificationSubtype: z.string().optional(),
  transactionId: z.string().optional(),
  onlyFailures: z.boolean().optional(),
});

/**
 * The App Store Server API as its documentation describes it, on loopback: tokens of an hour at most, of this key, issuer
 * and bundle; https://developer.apple.com/documentation/appstoreserverapi
 */
export async function startAppleStore(options: AppleStoreOptions): Promise<AppleStore> {
  const { chain, clock } = options;
  const sales: AppleStore['sales'] = new Map();
  const history: AppleStore['history'] = [];
  let notifications = 0;

  async function handle(request: ProviderRequest): Promise<ProviderReply> {
    if (!(await isOurs(request))) return { status: 401, body: 'Unauthenticated\n\nRequest ID: 0\n' };
    const lookup = /^\/inApps\/v1\/transactions\/([^/]*)$/.exec(request.path);
    if (lookup !== null && request.method === 'GET') {
      const [, id = ''] = lookup;
      if (!/^[0-9]{1,32}$/.test(id)) return appleError(400, 4000006, 'Invalid transaction id.');
      if (!sales.has(id)) return appleError(404, 4040010, 'Transaction id not found.');
      return { status: 200, body: { signedTransactionInfo: signedTransaction(id) } };
    }
    if (request.path === '/inApps/v1/notifications/history' && request.method === 'POST') return page(request);
    return { status: 404, body: '' };
  }

  function page(request: ProviderRequest): ProviderReply {
    if (request.headers.get('content-type') !== 'application/json') return appleError(415, 4150000, 'JSON only.');
    const body = historyBody.safeParse(JSON.parse(request.body)).data;
    if (body === undefined) return appleError(400, 4000000, 'General bad request.');
    if (body.startDate > clock()) return appleError(400, 4000015, 'Invalid start date.');
    if (body.startDate < clock() - 180 * DAY_MS) return appleError(400, 4000012, 'Start date too far in the past.');
    if (body.startDate >= body.endDate) return appleError(400, 4000013, 'Start date after end date.');
    if (body.notificationType !== undefined && body.transactionId !== undefined)
      return appleError(400, 4000019, 'Multiple filters supplied.');
    const found = history.filter(
      (item) =>
        item.atMs >= body.startDate &&
        item.atMs <= body.endDate &&
        (body.notificationType === undefined || item.type === body.notificationType) &&
        (body.transactionId === undefined || item.transactionId === body.transactionId),
    );
    // A page's token goes with the request that it was given for.
    const mark = Buffer.from(request.body).toString('base64url');
    const token = request.query.get('paginationToken');
    const [at = '0', of] = token === null ? ['0', mark] : token.split('_');
    if (of !== mark) return appleError(400, 4000014, 'Invalid pagination token.');
    const next = Number(at) + PAGE;
    const notificationHistory = found.slice(Number(at), next).map(({ signed, atMs }) => ({
      signedPayload: signed,
      sendAttempts: [{ attemptDate: atMs, sendAttemptResult: 'SUCCESS' }],
    }));
    const hasMore = next < found.length;
    return {
      status: 200,
      body: { notificationHistory, hasMore, ...(hasMore && { paginationToken: `${next}_${mark}` }) },
    };
  }

  /** https://developer.apple.com/documentation/appstoreserverapi/generating-json-web-tokens-for-api-requests */
  async function isOurs(request: ProviderRequest): Promise<boolean> {
    const [scheme, token = ''] = (request.headers.get('authorization') ?? '').split(' ');
    if (scheme !== 'Bearer') return false;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, options.key.publicKey, {
        algorithms: ['ES256'],
        issuer: options.key.issuer,
        audience: 'appstoreconnect-v1',
        currentDate: new Date(clock()),
        clockTolerance: 60,
        requiredClaims: ['iat', 'exp', 'bid'],
      });
      const { iat = 0, exp = 0 } = payload;
      const isTyped = protectedHeader.typ === 'JWT' && protectedHeader.kid === options.key.id;
      return isTyped && payload.bid === options.bundleId && exp - iat <= 3_600 && iat * 1_000 <= clock() + 60_000;
    } catch {
      return false;
    }
  }

  function signedTransaction(transactionId: string): string {
    return chain.sign({
      transactionId,
      originalTransactionId: transactionId,
      bundleId: options.bundleId,
      environment: options.environment,
      productId: 'com.halobuzz.app.coins.100',
      type: 'Consumable',
      inAppOwnershipType: 'PURCHASED',
      quantity: 1,
      purchaseDate: clock() - 1_000,
      originalPurchaseDate: clock() - 1_000,
      signedDate: clock(),
      transactionReason: 'PURCHASE',
      storefront: 'USA',
      storefrontId: '143441',
      price: 990,
      currency: 'USD',
      appTransactionId: '704089572311513575',
      ...sales.get(transactionId)?.fields,
    });
  }

  function notify(type: string, transactionId = '', over: object = {}): string {
    notifications += 1;
    const signed = chain.sign({
      notificationType: type,
      notificationUUID: `00000000-0000-4000-8000-${notifications.toString().padStart(12, '0')}`,
      version: '2.0',
      signedDate: clock(),
      data: {
        appAppleId: options.appId,
        bundleId: options.bundleId,
        bundleVersion: '1',
        environment: options.environment,
        ...(transactionId !== '' && { signedTransactionInfo: signedTransaction(transactionId) }),
      },
      ...over,
    });
    history.push({ atMs: clock(), type, transactionId, signed });
    return JSON.stringify({ signedPayload: signed });
  }

  return { ...(await startLocalProvider(handle)), sales, history, signedTransaction, notify };
}

/** An error as the API answers it. */
export function appleError(status: number, errorCode: number, errorMessage: string): ProviderReply {
  return { status, body: { errorCode, errorMessage } };
}
