import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import {
  type LocalProvider,
  type ProviderReply,
  type ProviderRequest,
  startLocalProvider,
} from '@halobuzz/core/testing/local-provider';
import { jwtVerify } from 'jose';
import { type Holder, issueCertificate } from './certificates.ts';

const DAY_MS = 86_400_000;
const SCOPE = 'https://www.googleapis.com/auth/androidpublisher';

/** A purchase as Google Play has it: https://developers.google.com/android-publisher/api-ref/rest/v3/purchases.products */
export interface PlaySale {
  readonly productId: string;
  /** 0 purchased, 1 cancelled, 2 pending. */
  purchaseState: 0 | 1 | 2;
  consumptionState: 0 | 1;
  acknowledgementState: 0 | 1;
  readonly orderId: string;
  readonly purchaseTimeMillis: string;
  readonly quantity?: number;
  readonly purchaseType?: number;
  readonly regionCode?: string;
  readonly obfuscatedExternalAccountId?: string;
}

export interface VoidedSale {
  readonly purchaseToken: string;
  readonly orderId: string;
  readonly purchaseTimeMillis: string;
  readonly voidedTimeMillis: string;
  readonly voidedSource: number;
  readonly voidedReason: number;
  readonly voidedQuantity?: number;
}

export interface GooglePlayOptions {
  readonly packageName: string;
  /** Who may ask: a service account and its key. */
  readonly account: { readonly email: string; readonly publicKey: KeyObject };
  /** Who pushes, and to whom. */
  readonly push: { readonly email: string; readonly audience: string; readonly subscription: string };
  /** Google's clock. */
  readonly clock: () => number;
}

export interface GooglePlay extends LocalProvider {
  readonly sales: Map<string, PlaySale>;
  readonly voided: VoidedSale[];
  readonly refunded: string[];
  /** The key that signs identity tokens now; a test may put another in its place. */
  signer: { readonly id: string; readonly holder: Holder };
  /** A push of Pub/Sub's: the body, and the header that proves it; `claims` and `envelope` replace parts of them. */
  push(notification: object, over?: { claims?: object; envelope?: object; message?: object }): Promise<PlayPush>;
}

export interface PlayPush {
  readonly body: string;
  readonly headers: { readonly authorization: string };
}

/**
 * Google as far as in-app purchases need it, on loopback: tokens for service accounts (RFC 7523), the certificates of
 * identity tokens, and the Play Developer API v3. Origins other than this one are told apart by their paths.
 */
export async function startGooglePlay(options: GooglePlayOptions): Promise<GooglePlay> {
  const { clock } = options;
  const sales: GooglePlay['sales'] = new Map();
  const voided: VoidedSale[] = [];
  const refunded: string[] = [];
  /** Access tokens and when they end. */
  const granted = new Map<string, number>();
  const validity = { notBefore: clock() - DAY_MS, notAfter: clock() + DAY_MS };
  const holder = issueCertificate({ name: 'federated-signon.system.gserviceaccount.com', keys: 'rsa', ...validity });

  async function handle(request: ProviderRequest): Promise<ProviderReply> {
    if (request.path === '/token' && request.method === 'POST') return grant(request);
    if (request.path === '/oauth2/v1/certs' && request.method === 'GET') {
      const { id, holder: current } = play.signer;
      const headers = { 'cache-control': 'public, max-age=19845, must-revalidate, no-transform' };
      return { status: 200, body: { [id]: current.certificate.toString() }, headers };
    }
    const api = /^\/androidpublisher\/v3\/applications\/([^/]+)\/(.+)$/.exec(request.path);
    if (api === null) return { status: 404, body: '' };
    const [scheme, token = ''] = (request.headers.get('authorization') ?? '').split(' ');
    if (scheme !== 'Bearer' || (granted.get(token) ?? 0) <= clock())
      return googleError(401, 'authError', 'Request had invalid authentication credentials.');
    const [, packageName = '', rest = ''] = api;
    if (packageName !== options.packageName)
      return googleError(404, 'applicationNotFound', 'No application was found for the given package name.');
    if (rest === 'purchases/voidedpurchases' && request.method === 'GET') return listVoided(request.query);
    const order = /^orders\/([^/:]+):refund$/.exec(rest);
    if (order !== null && request.method === 'POST') return refund(decodeURIComponent(order[1] ?? ''));
    const purchase = /^purchases\/products\/([^/]+)\/tokens\/([^/:]+)(?::(acknowledge|consume))?$/.exec(rest);
    if (purchase === null) return { status: 404, body: '' };
    const [, product = '', purchaseToken = '', act] = purchase;
    return actOn(request, decodeURIComponent(product), decodeURIComponent(purchaseToken), act);
  }

  /** https://developers.google.com/identity/protocols/oauth2/service-account#httprest */
  async function grant(request: ProviderRequest): Promise<ProviderReply> {
    const refuse = (error: string, text: string) => ({ status: 400, body: { error, error_description: text } });
    if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded'))
      return refuse('invalid_request', 'Bad Request');
    const form = new URLSearchParams(request.body);
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
      return refuse('unsupported_grant_type', 'Invalid grant_type');
    try {
      const { payload } = await jwtVerify(form.get('assertion') ?? '', options.account.publicKey, {
        algorithms: ['RS256'],
        issuer: options.account.email,
        audience: 'https://oauth2.googleapis.com/token',
        currentDate: new Date(clock()),
        requiredClaims: ['iat', 'exp', 'scope'],
      });
      const { iat = 0, exp = 0, scope } = payload;
      if (exp - iat > 3_600 || iat * 1_000 > clock() + 300_000)
        return refuse('invalid_grant', 'Invalid JWT: Token must be a short-lived token (60 minutes)');
      if (scope !== SCOPE) return refuse('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
    } catch {
      return refuse('invalid_grant', 'Invalid JWT Signature.');
    }
    const token = `ya29.${randomUUID()}`;
    granted.set(token, clock() + 3_599_000);
    return { status: 200, body: { access_token: token, expires_in: 3_599, token_type: 'Bearer' } };
  }

  function actOn(request: ProviderRequest, productId: string, token: string, act: string | undefined): ProviderReply {
    if (request.method !== (act === undefined ? 'GET' : 'POST')) return { status: 405, body: '' };
    if (token.length < 8) return googleError(400, 'invalid', 'Invalid Value');
    const sale = sales.get(token);
    if (sale === undefined) return googleError(404, 'purchaseTokenNotFound', 'The purchase token was not found.');
    if (sale.productId !== productId)
      return googleError(
        400,
        'purchaseTokenDoesNotMatchProductId',
        'The purchase token does not match the product ID.',
      );
    if (act === undefined) return { status: 200, body: { kind: 'androidpublisher#productPurchase', ...sale } };
    const isDone = act === 'consume' ? sale.consumptionState === 1 : sale.acknowledgementState === 1;
    if (sale.purchaseState !== 0 || isDone)
      return googleError(400, 'invalidPurchaseState', 'The purchase is not in a valid state for the operation.');
    if (act === 'consume') sale.consumptionState = 1;
    sale.acknowledgementState = 1;
    return { status: 204, body: '' };
  }

  function refund(orderId: string): ProviderReply {
    const found = [...sales].find(([, sale]) => sale.orderId === orderId);
    if (found === undefined) return googleError(404, 'orderNotFound', 'The order ID was not found.');
    const [purchaseToken, sale] = found;
    if (refunded.includes(orderId))
      return googleError(400, 'orderAlreadyRefunded', 'The order has already been refunded.');
    refunded.push(orderId);
    sale.purchaseState = 1;
    const { purchaseTimeMillis } = sale;
    const now = String(clock());
    voided.push({
      ...{ purchaseToken, orderId, purchaseTimeMillis, voidedTimeMillis: now, voidedSource: 1, voidedReason: 0 },
    });
    return { status: 204, body: '' };
  }

  /** https://developers.google.com/android-publisher/api-ref/rest/v3/purchases.voidedpurchases/list */
  function listVoided(query: URLSearchParams): ProviderReply {
    const known = ['startTime', 'endTime', 'maxResults', 'token', 'type', 'includeQuantityBasedPartialRefund'];
    for (const name of query.keys())
      if (!known.includes(name)) return googleError(400, 'invalid', `Unknown name "${name}"`);
    const size = Number(query.get('maxResults') ?? 1_000);
    if (size < 1 || size > 1_000) return googleError(400, 'invalid', 'Invalid maxResults');
    const from = Number(query.get('startTime') ?? clock() - 30 * DAY_MS);
    const to = Number(query.get('endTime') ?? clock());
    if (!query.has('token') && from < clock() - 30 * DAY_MS) return googleError(400, 'invalid', 'startTime is too old');
    if (!query.has('token') && to > clock()) return googleError(400, 'invalid', 'endTime is in the future');
    const found = voided.filter(({ voidedTimeMillis: at }) => Number(at) >= from && Number(at) <= to);
    const start = Number(query.get('token') ?? 0);
    const next = start + size;
    const voidedPurchases = found
      .slice(start, next)
      .map((item) => ({ kind: 'androidpublisher#voidedPurchase', ...item }));
    const more = next < found.length ? { tokenPagination: { nextPageToken: String(next) } } : {};
    return { status: 200, body: { ...(voidedPurchases.length > 0 && { voidedPurchases }), ...more } };
  }

  let messages = 0;
  async function push(notification: object, over: Parameters<GooglePlay['push']>[1] = {}): Promise<PlayPush> {
    messages += 1;
    const iat = Math.floor(clock() / 1_000);
    const claims = {
      aud: options.push.audience,
      azp: '113774264463038321964',
      sub: '113774264463038321964',
      email: options.push.email,
      email_verified: true,
      iat,
      exp: iat + 3_600,
      iss: 'https://accounts.google.com',
      ...over.claims,
    };
    const { id, holder: current } = play.signer;
    const data = {
      version: '1.0',
      packageName: options.packageName,
      eventTimeMillis: String(clock()),
      ...notification,
    };
    const messageId = String(10_000_000_000 + messages);
    const body = {
      message: {
        attributes: {},
        data: Buffer.from(JSON.stringify(data)).toString('base64'),
        messageId,
        message_id: messageId,
        publishTime: new Date(clock()).toISOString(),
        publish_time: new Date(clock()).toISOString(),
        ...over.message,
      },
      subscription: options.push.subscription,
      ...over.envelope,
    };
    const token = signRs256({ alg: 'RS256', kid: id, typ: 'JWT' }, claims, current.privateKey);
    return { body: JSON.stringify(body), headers: { authorization: `Bearer ${token}` } };
  }

  const provider = await startLocalProvider(handle);
  const play: GooglePlay = {
    ...{ ...provider, sales, voided, refunded, push },
    signer: { id: 'c8ab7153972bba20b49f78a09c9852c43ff9118b', holder },
  };
  return play;
}

/** A compact JWS (RFC 7515) with RSASSA-PKCS1-v1_5 and SHA-256. */
export function signRs256(header: object, payload: object, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part(header)}.${part(payload)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

/** An error as Google's APIs answer it. */
export function googleError(code: number, reason: string, message: string): ProviderReply {
  return {
    status: code,
    body: { error: { code, message, errors: [{ message, domain: 'androidpublisher', reason }] } },
  };
}

/** A key for a service account, as PEM. */
export function serviceAccountKey(): { readonly publicKey: KeyObject; readonly pem: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { publicKey, pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
