import { limits } from '@halobuzz/core/limits';
import type { Context, Next } from 'hono';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import { type CachingRule, cacheControl, cachingRules, purges, uncachedRule, varyOf } from '../http/caching.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { callerIfGiven } from '../middleware/authenticate-if-given.ts';
import { logLine } from '../observability/log-line.ts';
import type { KeptAnswer } from './answer-memory.ts';
import { type AnswerAddress, type AnswerPlace, type AnswerStore, addressOfRequest, keyOf } from './answer-store.ts';
import { isKnownTag, strongTag } from './entity-tag.ts';

type Fetch = (
  request: Request,
  env: EdgeEnv['Bindings'],
  context: Context['executionCtx'],
) => Response | Promise<Response>;

/** Where a request was led. */
interface Route {
  /** As it was registered, `:name` for a parameter. */
  readonly pattern: string;
  /** `METHOD /path/{parameter}`, without the API's base: how the tables of `http/caching.ts` name it. */
  readonly operation: string;
  readonly rule: CachingRule;
}

/** The name by which this cache speaks of itself (RFC 9211). */
const CACHE_NAME = 'HaloBuzzEdge';

/**
 * Answers public reads from the edge's cache, gives them their entity tags and every answer its `Cache-Control`, and purges
 * what a change made untrue, all by the table in `http/caching.ts`. `appFetch` is the app's own: a stale answer is made anew
 * by a request of its own, behind the back of the one that was given it.
 */
export function publicAnswers(appFetch: () => Fetch) {
  /** Requests of our own that make a stale answer anew. */
  const refreshes = new WeakSet<Request>();
  const refreshingUntil = new Map<string, number>();

  function refresh(c: Context<EdgeEnv>, address: AnswerAddress): void {
    const nowMs = c.get('services').clock();
    const key = keyOf(address);
    if ((refreshingUntil.get(key) ?? 0) > nowMs) return;
    refreshingUntil.set(key, nowMs + limits.edgeRefreshMs);
    const request = refreshRequest(c.req.raw);
    refreshes.add(request);
    const work = async (): Promise<void> => {
      try {
        await (await appFetch()(request, c.env, c.executionCtx)).body?.cancel();
      } finally {
        refreshingUntil.delete(key);
      }
    };
    c.executionCtx.waitUntil(work());
  }

  async function fromStore(
    c: Context<EdgeEnv>,
    next: Next,
    { rule, pattern }: Route,
    store: AnswerStore,
  ): Promise<void> {
    const country = rule.dependsOn === 'country' ? c.get('country') : undefined;
    const tags = filled(rule.tags, paramsOf(c, pattern));
    const freshMs = rule.edgeSeconds * 1_000;
    const lifeMs = freshMs + rule.edgeStaleSeconds * 1_000;
    const address = { target: addressOfRequest(c.req.url), country, tags, lifeMs };
    const forced = refreshes.has(c.req.raw);
    const lookup = forced
      ? ({ kind: 'missing', place: await store.placeOf(address) } as const)
      : await store.find(address);
    if (lookup.kind === 'missing') return make(c, next, rule, { store, place: lookup.place });
    const { answer, unshared } = lookup;
    const ageMs = Math.max(0, c.get('services').clock() - answer.madeAtMs);
    if (ageMs >= freshMs) refresh(c, address);
    else if (unshared !== undefined) c.executionCtx.waitUntil(store.share(unshared, answer));
    respond(c, rule, answer);
    c.res.headers.set('age', String(Math.floor(ageMs / 1_000)));
    c.res.headers.set('cache-status', `${CACHE_NAME}; hit; ttl=${rule.edgeSeconds - Math.floor(ageMs / 1_000)}`);
  }

  return createMiddleware<EdgeEnv>(async function publicAnswersMiddleware(c, next) {
    const route = routeOf(c);
    if (route === undefined) return next();
    const { rule } = route;
    const own = rule.signedIn === 'own' && c.req.header('authorization') !== undefined;
    const store = c.get('services').answers;
    if (rule.kept === 'never' || own) {
      await next();
      c.res.headers.set('cache-control', cacheControl(uncachedRule));
    } else if (rule.immutable) {
      await passOn(c, next, rule);
    } else if (rule.edgeSeconds > 0 && store !== undefined) {
      await fromStore(c, next, route, store);
    } else {
      await make(c, next, rule, undefined);
    }
    for (const name of varyOf(rule)) c.res.headers.append('vary', name);
    await purgeAfter(c, route, store);
  });
}

/** What never changes has a tag of its own, and is not read here: it may be long. */
async function passOn(c: Context<EdgeEnv>, next: Next, rule: CachingRule): Promise<void> {
  await next();
  const found = c.res.status === 200 && c.error === undefined;
  const etag = found ? c.res.headers.get('etag') : null;
  if (etag !== null && isKnownTag(c.req.header('if-none-match'), etag)) {
    await c.res.body?.cancel();
    c.res = undefined;
    c.res = new Response(null, { status: 304, headers: { etag } });
  }
  c.res.headers.set('cache-control', cacheControl(found ? rule : uncachedRule));
}

/** Lets the route answer, and keeps what it said. Only a success is ever kept. */
async function make(
  c: Context<EdgeEnv>,
  next: Next,
  rule: CachingRule,
  keep: { readonly store: AnswerStore; readonly place: AnswerPlace } | undefined,
): Promise<void> {
  const madeAtMs = c.get('services').clock();
  await next();
  if (c.res.status !== 200 || c.error !== undefined) {
    c.res.headers.set('cache-control', cacheControl(uncachedRule));
    return;
  }
  const type = c.res.headers.get('content-type') ?? 'application/octet-stream';
  const body = await c.res.text();
  const answer = { body, type, etag: await strongTag(body), madeAtMs };
  respond(c, rule, answer);
  if (keep === undefined) return;
  c.res.headers.set('cache-status', `${CACHE_NAME}; fwd=miss; stored`);
  c.executionCtx.waitUntil(keep.store.keep(keep.place, answer));
}

function respond(c: Context<EdgeEnv>, rule: CachingRule, { body, type, etag }: KeptAnswer): void {
  const known = isKnownTag(c.req.header('if-none-match'), etag);
  const answer = known
    ? new Response(null, { status: 304 })
    : new Response(body, { headers: { 'content-type': type } });
  answer.headers.set('etag', etag);
  answer.headers.set('cache-control', cacheControl(rule));
  // Hono lays an earlier answer's headers over a later one's; there shall be none.
  c.res = undefined;
  c.res = answer;
}

/** The route that answers; undefined when none does. */
function routeOf(c: Context): Route | undefined {
  const pattern = matchedRoutes(c).find(({ path }) => !path.includes('*'))?.path;
  if (pattern === undefined) return undefined;
  const method = c.req.method === 'HEAD' ? 'GET' : c.req.method;
  const operation = `${method} ${pattern.replace(/^\/api\/v1(?=\/)/, '').replaceAll(/:(\w+)/g, '{$1}')}`;
  return { pattern, operation, rule: cachingRules[operation] ?? uncachedRule };
}

/** The parameters in the path, by the pattern of the route that answers. */
function paramsOf(c: Context, pattern: string): Readonly<Record<string, string>> {
  const given = c.req.path.split('/');
  return Object.fromEntries(
    pattern
      .split('/')
      .flatMap((part, at) => (part.startsWith(':') ? [[part.slice(1), (given[at] ?? '').toLowerCase()]] : [])),
  );
}

/** Tags with their parameters; names of people are the same in any case. */
function filled(tags: readonly string[], params: Readonly<Record<string, string>>): string[] {
  return tags.map((tag) => tag.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => params[name] ?? ''));
}

async function purgeAfter(
  c: Context<EdgeEnv>,
  { operation, pattern }: Route,
  store: AnswerStore | undefined,
): Promise<void> {
  const tags = purges[operation];
  if (tags === undefined || store === undefined || !c.res.ok) return;
  const me = callerIfGiven(c.var)?.state.username.toLowerCase() ?? '';
  try {
    await store.purge(filled(tags, { ...paramsOf(c, pattern), me }));
  } catch (error) {
    // The change is made; who reads the old answer meanwhile reads it for seconds.
    const detail = error instanceof Error ? error.message : 'unknown';
    logLine('error', 'the edge could not purge what a change made untrue', { requestId: c.get('requestId'), detail });
  }
}

/** The same question from nobody in particular: no credentials, no conditions; the platform's findings come along. */
function refreshRequest(request: Request): Request {
  const copy = new Request(request, { method: 'GET' });
  for (const name of ['authorization', 'dpop', 'if-none-match', 'if-modified-since', 'origin'])
    copy.headers.delete(name);
  return copy;
}
