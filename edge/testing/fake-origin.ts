import { sanctionReportSchema } from '@halobuzz/core/api/account-sanctions';
import { type AuditRecord, auditRecordSchema } from '@halobuzz/core/api/admin';
import { type EvasionSignal, evasionSignalSchema } from '@halobuzz/core/api/evasion';
import type { AccountProjection, JoinFacts, Revocation } from '@halobuzz/core/api/internal';
import { type ConsentRecord, consentRecordSchema } from '@halobuzz/core/api/internal-consents';
import type { MediaRole } from '@halobuzz/core/api/media';
import type { InternalRegions } from '@halobuzz/core/api/regions';
import type { Stream } from '@halobuzz/core/api/streams';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { problemOf } from '@halobuzz/core/errors/problem';
import { newUuidV7 } from '@halobuzz/core/ids';
import { regionHealths } from '@halobuzz/core/regions/region-health';
import { publicPrivacy, shownPrivacy } from '@halobuzz/core/streams/privacy';
import { initialSwitchState, type SwitchState } from '@halobuzz/core/switches/switches';
import {
  REQUEST_ID_HEADER,
  SERVICE_ASSERTION_HEADER,
  type ServiceClaims,
  serviceClaimsSchema,
} from '@halobuzz/core/tokens';
import { importJWK, jwtVerify } from 'jose';
import type { z } from 'zod';
import { randomBytes, sha256Base64Url } from '../src/bytes.ts';
import type { SigningJwk } from '../src/env-settings.ts';
import { publicJwksOf } from '../src/tokens/signing-keys.ts';

export interface SeenRequest {
  readonly method: string;
  readonly target: string;
  readonly body: unknown;
  readonly headers: Headers;
  readonly claims: ServiceClaims;
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
}

export const FAKE_NODES: JoinFacts['nodes'] = [
  node('gw-1', 'boot-1', 0),
  node('gw-2', 'boot-2', 0),
  { ...node('gw-3', 'boot-3', 0), draining: true },
];

function node(id: string, boot: string, sockets: number): JoinFacts['nodes'][number] {
  const url = `ws://127.0.0.1:7${id.at(-1)}00/ws`;
  return { id, boot, url, region: 'us-east-1', sockets, socketsMax: 100, draining: false, silent: false };
}

/** Stands in for the origin behind `fetch`: verifies every assertion as strictly as the real one, remembers the rest. */
export class FakeOrigin {
  readonly requests: SeenRequest[] = [];
  readonly projections: AccountProjection[] = [];
  readonly revocations: Revocation[] = [];
  readonly streams = new Map<string, Stream>();
  nodes = FAKE_NODES;
  switches: SwitchState = initialSwitchState;
  /** Whether joiners follow the host. */
  follows = false;
  /** Accounts that sit beside the host, in every room. */
  readonly guests = new Set<string>();
  readonly audits: AuditRecord[] = [];
  readonly consents: ConsentRecord[] = [];
  /** Accounts that whoever asks has reported. */
  readonly reported = new Set<string>();
  readonly signals: EvasionSignal[] = [];
  readonly sanctions: z.infer<typeof sanctionReportSchema>[] = [];
  /** What a test answers itself: the `data` of a request, or an error code; undefined leaves it to the rest. */
  answers: ((seen: SeenRequest, path: string) => { readonly data: unknown } | ErrorCode | undefined) | undefined;
  /** Set to make every request fail: at the network, or with a problem of this code. */
  failure: 'network' | ErrorCode | undefined;
  /** The id of a revocation that this origin never takes. */
  refuseRevocation: string | undefined;
  readonly #keys: readonly SigningJwk[];
  readonly #seen = new Set<string>();

  constructor(serviceKeys: readonly SigningJwk[]) {
    this.#keys = serviceKeys;
  }

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (url.origin !== 'http://origin.test') throw new Error(`no such host in tests: ${url.host}`);
    if (this.failure === 'network') throw new TypeError('connection refused');
    const bytes = new Uint8Array(await request.arrayBuffer());
    const target = url.pathname + url.search;
    const claims = await this.#verify(request, target, bytes);
    if (claims === undefined) return problem('service_assertion_invalid');
    if (this.failure !== undefined) return problem(this.failure);
    const path = url.pathname;
    // Asked at any time, whatever a test is about: not among its requests.
    if (path === '/internal/v1/switches/state') return ok(this.switches);
    const text = new TextDecoder().decode(bytes);
    const seen = {
      method: request.method,
      target,
      // What providers send is passed on as it came, whatever it is; so are pictures.
      body:
        request.headers.get('content-type') === 'application/octet-stream'
          ? bytes
          : text === ''
            ? undefined
            : JSON.parse(text),
      headers: request.headers,
      claims,
      requestId: request.headers.get(REQUEST_ID_HEADER),
      idempotencyKey: request.headers.get('idempotency-key'),
    };
    this.requests.push(seen);
    return this.#answer(seen, path);
  };

  async #verify(request: Request, target: string, body: Uint8Array<ArrayBuffer>): Promise<ServiceClaims | undefined> {
    try {
      const { payload } = await jwtVerify(
        request.headers.get(SERVICE_ASSERTION_HEADER) ?? '',
        async ({ kid }) => {
          const jwk = publicJwksOf(this.#keys).keys.find((key) => key.kid === kid);
          const key = await importJWK(jwk ?? {}, 'EdDSA');
          if (key instanceof Uint8Array) throw new Error('symmetric');
          return key;
        },
        { algorithms: ['EdDSA'], typ: 'hb-service+jwt', issuer: 'halobuzz-edge', audience: 'halobuzz-origin' },
      );
      const claims = serviceClaimsSchema.parse(payload);
      const bound =
        claims.htm === request.method && claims.htu === target && claims.bsh === (await sha256Base64Url(body));
      if (!bound || claims.exp - claims.iat > 30 || this.#seen.has(claims.jti)) return undefined;
      this.#seen.add(claims.jti);
      return claims;
    } catch {
      return undefined;
    }
  }

  #answer(seen: SeenRequest, path: string): Response {
    const [, id = '', action = ''] = /^\/internal\/v1\/(?:streams|rooms)\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    if (path.endsWith('/own-report')) return ok({ reported: this.reported.has(path.split('/').at(-2) ?? '') });
    const stream = this.streams.get(id);
    const given = this.answers?.(seen, path);
    if (given !== undefined) return typeof given === 'string' ? problem(given) : ok(given.data);
    switch (`${seen.method} ${path.replace(id === '' ? '\u0000' : id, ':id')}`) {
      case 'POST /internal/v1/projections/accounts':
        // The assertion was verified, so the edge made this body, and it makes projections only.
        this.projections.push(seen.body as AccountProjection);
        return ok({ applied: true });
      case 'POST /internal/v1/projections/account-sanctions':
        this.sanctions.push(sanctionReportSchema.parse(seen.body));
        return ok({ applied: true });
      case 'POST /internal/v1/evasion/signals':
        this.signals.push(evasionSignalSchema.parse(seen.body));
        return ok({}, 201);
      case 'POST /internal/v1/revocations':
        // As above: the edge makes revocations only.
        this.revocations.push(seen.body as Revocation);
        return ok({ entry: '1-0' }, 201);
      case 'POST /internal/v1/revocations/batch':
        return this.#takeBatch(seen.body as { items: Revocation[] }); // As above.
      case 'POST /internal/v1/audit':
        this.#takeAudit(auditRecordSchema.parse(seen.body));
        return ok({ appended: true }, 201);
      case 'POST /internal/v1/consents':
        this.#takeConsent(consentRecordSchema.parse(seen.body));
        return ok({}, 201);
      case 'POST /internal/v1/streams':
        return ok(started(this.start(seen.claims, seen.body)), 201);
      case 'GET /internal/v1/streams':
        return ok({ items: [...this.streams.values()] });
      case 'GET /internal/v1/regions':
        return ok(regionsOf(this.nodes, Date.now()));
      case 'GET /internal/v1/gifts':
        return ok({ items: [{ id: 'rose', version: 1, name: 'Rose', emoji: '🌹', coins: '1' }] });
      case 'GET /internal/v1/wallet':
        return ok({ coins: '12', diamonds: '3' });
      case 'GET /internal/v1/wallet/entries':
        return ok({ items: [] });
      case 'POST /internal/v1/dev/grants':
        return ok({ tx: 'tx-1', result: 'created', coins: '100' }, 201);
      default:
        return stream === undefined
          ? problem(id === '' ? 'not_found' : 'room_not_found')
          : roomAnswer(this, stream, action, seen.claims.actor?.account ?? '');
    }
  }

  #takeBatch({ items }: { readonly items: readonly Revocation[] }): Response {
    if (items.some(({ id }) => id === this.refuseRevocation)) return problem('validation_failed');
    this.revocations.push(...items);
    return ok({ published: items.length }, 201);
  }

  /** The real one takes each receipt once, too. */
  #takeConsent(record: ConsentRecord): void {
    if (!this.consents.some(({ receiptId }) => receiptId === record.receiptId)) this.consents.push(record);
  }

  /** The real one takes each id once, too. */
  #takeAudit(record: AuditRecord): void {
    if (!this.audits.some(({ id }) => id === record.id)) this.audits.push(record);
  }

  start(claims: Pick<ServiceClaims, 'actor'>, body: unknown): Stream {
    const host = { id: claims.actor?.account ?? '', handle: claims.actor?.name ?? '' };
    const id = newUuidV7(Date.now(), randomBytes);
    const now = { status: 'live' as const, currentViewers: 0, startedAt: new Date().toISOString() };
    const fixed = { id, host, ...now, tags: [], privacy: shownPrivacy(publicPrivacy) };
    // The edge sends what `internalStartStreamSchema` says; a test asserts on the request itself.
    const stream: Stream = { ...fixed, ...(body as Pick<Stream, 'title' | 'category' | 'country' | 'region'>) };
    this.streams.set(id, stream);
    return stream;
  }
}

function roomAnswer(origin: FakeOrigin, stream: Stream, action: string, account: string): Response {
  const ended = { ...stream, status: 'ended' as const, endedAt: new Date().toISOString() };
  const summary = {
    streamId: stream.id,
    startedAt: stream.startedAt,
    endedAt: ended.endedAt,
    durationSeconds: 1,
    peakViewers: 1,
    uniqueViewers: 1,
    likes: 0,
    gifts: 0,
    coins: '0',
    diamonds: '0',
    topGifters: [],
    final: true,
  };
  switch (action) {
    case '':
      return ok({ stream });
    case 'end':
      origin.streams.set(stream.id, ended);
      return ok({ stream: ended, summary });
    case 'summary':
      return ok(summary);
    case 'join': {
      const { nodes } = origin;
      return ok({
        room: stream,
        roomRegion: stream.region,
        regions: [stream.region],
        roomSockets: {},
        spillAtViewers: 1,
        ...{ follows: origin.follows, door: 2, passwordVersion: 1 },
        mediaRole: mediaRoleOf(origin, stream, account),
        nodes,
      });
    }
    case 'media':
      if (stream.status === 'ended') return problem('room_ended');
      return ok({ roomId: stream.id, role: mediaRoleOf(origin, stream, account) });
    default:
      return problem('not_found');
  }
}

function mediaRoleOf(origin: FakeOrigin, stream: Stream, account: string): MediaRole {
  if (stream.host.id === account) return 'host';
  return origin.guests.has(account) ? 'guest' : 'viewer';
}

/** A broadcast that opened at home. */
function started(stream: Stream) {
  const { region } = stream;
  return { stream, placement: { region, home: region, reason: 'home_up', passedOver: [] } };
}

/** As the origin answers, for nodes that have just spoken. */
function regionsOf(nodes: JoinFacts['nodes'], atMs: number): InternalRegions {
  const beating = nodes.map((node) => ({ ...node, atMs }));
  return { europeanRooms: 'stay', atMs, regions: [...regionHealths(beating, atMs)] };
}

function ok(data: unknown, status = 200): Response {
  return Response.json({ success: true, data }, { status });
}

function problem(code: ErrorCode): Response {
  const body = problemOf(new AppError(code, { retryAfterMs: 1_500 }), 'origin-request');
  return Response.json(body, { status: body.status, headers: { 'content-type': 'application/problem+json' } });
}
