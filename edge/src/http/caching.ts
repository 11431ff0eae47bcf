/**
 * How answers of one kind are cached: by whoever stands between us and the reader, and by the edge itself. Seconds
 * throughout.
 */
export interface CachingRule {
  /** Who may keep it: any cache, the reader's own browser, or nobody. */
  readonly kept: 'public' | 'private' | 'never';
  /** How long a browser need not ask again; 0: it asks each time, and is told by the ETag that nothing changed. */
  readonly browserSeconds: number;
  /** The same for shared caches of others, and how long they may give it after that while they ask. `public` alone. */
  readonly sharedSeconds: number;
  readonly staleSeconds: number;
  /** Its address names its content: nobody need ever ask again. */
  readonly immutable: boolean;
  /** How long the edge keeps it; and gives it after that while one request has it made anew. 0: not at all. */
  readonly edgeSeconds: number;
  readonly edgeStaleSeconds: number;
  /** What it depends on beside its address. */
  readonly dependsOn: 'nothing' | 'country';
  /** Whether a signed-in reader gets another answer. If so, theirs is kept by nobody. */
  readonly signedIn: 'same' | 'own';
  /** What purges it at the edge; `{name}` stands for a parameter of its path. */
  readonly tags: readonly string[];
}

const never: CachingRule = {
  kept: 'never',
  ...{ browserSeconds: 0, sharedSeconds: 0, staleSeconds: 0, immutable: false },
  ...{ edgeSeconds: 0, edgeStaleSeconds: 0, dependsOn: 'nothing', signedIn: 'same', tags: [] },
};
/** The browser keeps it and asks each time whether it changed. */
const askedAgain: CachingRule = { ...never, kept: 'private' };
/** By the reader's country, which no address and no header of theirs tells: no cache but the edge's own can key by it. */
const byCountry: CachingRule = { ...askedAgain, dependsOn: 'country' };
const forAll: CachingRule = { ...never, kept: 'public' };
const board: CachingRule = {
  ...forAll,
  ...{ browserSeconds: 10, sharedSeconds: 10, staleSeconds: 30, edgeSeconds: 10, edgeStaleSeconds: 30 },
};
const status: CachingRule = { ...forAll, edgeSeconds: 2, edgeStaleSeconds: 2 };
const legal: CachingRule = { ...forAll, browserSeconds: 300 };
/** Strangers see all the same of a person; who is signed in also learns how the two stand to each other. */
const person: CachingRule = {
  ...forAll,
  ...{ sharedSeconds: 5, edgeSeconds: 5, edgeStaleSeconds: 5, signedIn: 'own', tags: ['person:{handle}'] },
};

/** Whatever is not named below: everything that changes something, everything of one account, all money. */
export const uncachedRule = never;

/** What anybody may read, operation by operation: a test fails for a public one that is missing here. */
export const cachingRules: Readonly<Record<string, CachingRule>> = {
  'GET /streams': { ...byCountry, edgeSeconds: 5, edgeStaleSeconds: 10, tags: ['lobby'] },
  'GET /search': { ...byCountry, edgeSeconds: 10, edgeStaleSeconds: 20, tags: ['lobby'] },
  // A host is shown their draft, and who is invited a private broadcast.
  'GET /streams/{id}': { ...askedAgain, signedIn: 'own' },
  'GET /regions': byCountry,
  // Whoever asks wants to know what holds now; the edge knows it anyway.
  'GET /switches': never,
  'GET /hosts/top': board,
  'GET /hosts/{id}/gifters': board,
  // Its name is never used for another picture.
  'GET /images/{image}': { ...forAll, browserSeconds: 31_536_000, immutable: true },
  // A new price is to be seen within seconds; who was told of one asks with its state, which is another address.
  'GET /gifts': { ...byCountry, edgeSeconds: 2, edgeStaleSeconds: 1, tags: ['gifts'] },
  // What coins cost: money is never read from a cache.
  'GET /payments/packages': never,
  // Whoever has its id may read it, and nobody keeps it for them.
  'GET /privacy/certificates/{id}': never,
  'GET /users/{handle}': person,
  'GET /users/{handle}/followers': person,
  'GET /users/{handle}/following': person,
  // Texts by day; who is responsible is filled in when they are shown.
  'GET /legal': legal,
  'GET /legal/{document}': legal,
  'GET /legal/{document}/{version}': legal,
  'GET /openapi.json': { ...forAll, browserSeconds: 300 },
  'GET /docs': { ...forAll, browserSeconds: 300 },
  // A new key is published three times as long before it signs (`signingKeyPublishLeadMs`).
  'GET /.well-known/jwks.json': { ...forAll, browserSeconds: 300 },
  // Ten seconds from the look to the reader, whoever is asked in between.
  'GET /status': status,
  'GET /status.json': status,
  'GET /healthz': never,
  'GET /readyz': never,
};

/** Files of the web app and of our own pages. */
export const assetRules = {
  /** Named by a hash of what is in them. */
  hashed: { ...forAll, browserSeconds: 31_536_000, immutable: true },
  /** Everything else, the app's shell too: asked for each time, by the ETag that the platform makes. */
  named: forAll,
} as const satisfies Readonly<Record<string, CachingRule>>;

/**
 * What a change purges at the edge that carried it out, before it is answered; `{me}` is the caller. Other locations, and
 * changes that pass no edge, are seen there when the seconds above are over.
 */
export const purges: Readonly<Record<string, readonly string[]>> = {
  'PUT /admin/catalogue/{kind}/{id}': ['gifts'],
  'POST /admin/catalogue/{kind}/{id}/withdraw': ['gifts'],
  'POST /admin/catalogue/{kind}/{id}/versions/{version}/publish': ['gifts'],
  'POST /admin/catalogue/{kind}/{id}/versions/{version}/decision': ['gifts'],
  'POST /admin/catalogue/{kind}/{id}/versions/{version}/discard': ['gifts'],
  'POST /streams': ['lobby', 'person:{me}'],
  'PATCH /streams/{id}': ['lobby', 'person:{me}'],
  'POST /streams/{id}/start': ['lobby', 'person:{me}'],
  'POST /streams/{id}/end': ['lobby', 'person:{me}'],
  'PATCH /users/me': ['person:{me}'],
  'PUT /users/me/avatar': ['person:{me}'],
  'DELETE /users/me/avatar': ['person:{me}'],
  'PUT /streams/{id}/cover': ['lobby', 'person:{me}'],
  'POST /users/{handle}/follow': ['person:{handle}', 'person:{me}'],
  'DELETE /users/{handle}/follow': ['person:{handle}', 'person:{me}'],
  'POST /users/{handle}/block': ['person:{handle}', 'person:{me}'],
  'DELETE /users/{handle}/block': ['person:{handle}', 'person:{me}'],
};

/** The `Cache-Control` of a rule (RFC 9111, RFC 5861, RFC 8246). */
export function cacheControl(rule: CachingRule): string {
  switch (rule.kept) {
    case 'never':
      return 'private, no-store';
    case 'private':
      return rule.browserSeconds === 0 ? 'private, no-cache' : `private, max-age=${rule.browserSeconds}`;
    case 'public':
      return [
        'public',
        `max-age=${rule.browserSeconds}`,
        ...(rule.sharedSeconds === 0 ? [] : [`s-maxage=${rule.sharedSeconds}`]),
        ...(rule.staleSeconds === 0 ? [] : [`stale-while-revalidate=${rule.staleSeconds}`]),
        ...(rule.browserSeconds === 0 && rule.sharedSeconds === 0 ? ['must-revalidate'] : []),
        ...(rule.immutable ? ['immutable'] : []),
      ].join(', ');
    default:
      return rule.kept satisfies never;
  }
}

/** What of a request's headers an answer under this rule goes by; `Origin` is added for all by `cross-origin.ts`. */
export function varyOf(rule: CachingRule): readonly string[] {
  return [...(rule.kept === 'never' ? [] : ['Accept-Encoding']), ...(rule.signedIn === 'own' ? ['Authorization'] : [])];
}
