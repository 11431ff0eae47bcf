import { z } from 'zod';
import { fromBase64Url } from './bytes.ts';

/** Versioned symmetric keys: new data uses `current`, the highest version; old data still opens. */
export interface KeyRing {
  readonly current: number;
  readonly keys: ReadonlyMap<number, Uint8Array<ArrayBuffer>>;
}

/** The key of a version that data was made with. @throws Error when the ring, called by its setting's name, lacks it */
export function keyOf(ring: KeyRing, version: number, name: string): Uint8Array<ArrayBuffer> {
  const key = ring.keys.get(version);
  if (key === undefined) throw new Error(`${name} has no version ${version}`);
  return key;
}

/** The key that new data is made with. */
export function currentKey(ring: KeyRing): Uint8Array<ArrayBuffer> {
  return keyOf(ring, ring.current, 'a key ring');
}

/** A key of exactly 32 bytes in base64url. */
export const key32 = z.string().transform((text, context) => {
  const bytes = fromBase64Url(text);
  if (bytes?.byteLength === 32) return bytes;
  context.addIssue('must be 32 bytes in base64url');
  return z.NEVER;
});

/** App ID and certificate as Agora shows them. */
export const agoraKey = z.string().regex(/^[0-9a-fA-F]{32}$/, 'must be 32 hexadecimal digits');

/** The public key of a widget as Cloudflare shows it. */
export const turnstileSiteKey = z.string().regex(/^[0-9A-Za-z_-]{10,64}$/, 'must be a site key');

/** JSON text of the given shape. The messages never repeat the value: it may be secret. */
function jsonText<T extends z.ZodType>(schema: T, expected: string) {
  return z.string().transform((text, context): z.output<T> => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      value = undefined;
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    context.addIssue(`must be ${expected}`);
    return z.NEVER;
  });
}

const privateJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  d: z.string().length(43),
  x: z.string().length(43),
  kid: z.string().min(1).max(128),
});
/** Private Ed25519 key as a JWK (RFC 8037). */
export type SigningJwk = z.infer<typeof privateJwk>;

/** Private JWK Set with distinct key ids; its first key signs, all of them verify. */
export const signingKeys = jsonText(
  z
    .object({ keys: z.array(privateJwk).min(1) })
    .refine(({ keys }) => new Set(keys.map((k) => k.kid)).size === keys.length),
  'a private JWK Set of Ed25519 keys with distinct kid',
).transform(({ keys }): readonly SigningJwk[] => keys);

const publicJwk = privateJwk.omit({ d: true }).extend({ kid: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/) });
/** Public Ed25519 key as a JWK. */
export type VerifyingJwk = z.infer<typeof publicJwk>;

/** Public JWK Set with distinct key ids. A private part is refused: it has no business here. */
export const verifyingKeys = jsonText(
  z
    .object({ keys: z.array(publicJwk.extend({ d: z.undefined().optional() })).min(1) })
    .refine(({ keys }) => new Set(keys.map((k) => k.kid)).size === keys.length),
  'a public JWK Set of Ed25519 keys with distinct kid',
).transform(({ keys }): readonly VerifyingJwk[] => keys.map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid })));

/** `{"1":"<32 bytes, base64url>", …}`. */
export const keyRing = jsonText(
  z.record(z.string().regex(/^[1-9][0-9]{0,5}$/), key32).refine((keys) => Object.keys(keys).length > 0),
  'a JSON object from version to 32 bytes in base64url',
).transform((keys): KeyRing => {
  const entries = Object.entries(keys).map(([version, key]) => [Number(version), key] as const);
  return { current: Math.max(...entries.map(([version]) => version)), keys: new Map(entries) };
});

/** An absolute http(s) address without path, as an origin. */
export const originUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '')
    return url.origin;
  context.addIssue('must be an http(s) address without a path');
  return z.NEVER;
});

/** Comma-separated WebSocket origins that browsers may connect to. */
export const gatewayOrigins = z.string().transform((text, context): readonly string[] => {
  const origins = text.split(',').map((part) => part.trim());
  if (origins.every((origin) => /^wss?:\/\/[A-Za-z0-9.*-]+(:([0-9]+|\*))?$/.test(origin))) return origins;
  context.addIssue('must be ws(s) origins, separated by commas');
  return z.NEVER;
});
