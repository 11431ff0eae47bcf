import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { initialGifts } from '../gifts.ts';
import { limits } from '../limits.ts';
import { API_AUDIENCE, accessClaimsSchema, ISSUER, serviceClaimsSchema, ticketClaimsSchema } from '../tokens.ts';
import { emailSchema, loginRequestSchema, passwordSchema, registerRequestSchema, usernameSchema } from './auth.ts';
import { countrySchema, isoTimeSchema, pageOf, pageQuerySchema, successOf } from './conventions.ts';
import { lobbyQuerySchema, searchQuerySchema } from './discovery.ts';
import { topHostsQuerySchema } from './hosts.ts';
import { internalPaths } from './internal.ts';
import { startStreamRequestSchema } from './streams.ts';
import { devGrantRequestSchema, giftSchema } from './wallet.ts';

const takes = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;

describe('accounts', () => {
  it("takes the customer's own sample", () => {
    const sample = { username: 'testuser', email: 'test@example.com', password: 'password123' };
    expect(takes(registerRequestSchema, sample)).toBe(true);
    expect(takes(registerRequestSchema, { ...sample, isAdmin: true })).toBe(false);
  });

  it.each([
    ['abc', true],
    ['a.b_c9', true],
    ['ab', false],
    ['a'.repeat(limits.usernameCharsMax + 1), false],
    ['_abc', false],
    ['.abc', false],
    ['ab c', false],
    ['äbc', false],
    ['a@b', false],
    ['abc\n', false],
  ])('username %j: %s', (name, ok) => {
    expect(takes(usernameSchema, name)).toBe(ok);
  });

  it.each([
    ['a@b.co', true],
    ['a@b', false],
    ['a b@c.co', false],
    [`${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(20)}.com`, false],
  ])('e-mail %j: %s', (email, ok) => {
    expect(takes(emailSchema, email)).toBe(ok);
  });

  it('bounds passwords by length alone, and signs in with short old ones', () => {
    expect(takes(passwordSchema, 'a'.repeat(limits.passwordCharsMin))).toBe(true);
    expect(takes(passwordSchema, 'a'.repeat(limits.passwordCharsMin - 1))).toBe(false);
    expect(takes(passwordSchema, ' '.repeat(limits.passwordCharsMax))).toBe(true);
    expect(takes(passwordSchema, 'a'.repeat(limits.passwordCharsMax + 1))).toBe(false);
    expect(takes(loginRequestSchema, { identifier: 'x', password: 'x' })).toBe(true);
  });
});

describe('lists', () => {
  it('read the page size from the query, bounded, with a default', () => {
    expect(pageQuerySchema.parse({})).toEqual({ limit: limits.pageItemsDefault });
    expect(pageQuerySchema.parse({ limit: '7', cursor: 'c' })).toEqual({ limit: 7, cursor: 'c' });
    for (const limit of ['0', '101', '1.5', 'x', '-1']) expect(takes(pageQuerySchema, { limit })).toBe(false);
  });

  it('of live broadcasts know their categories and countries', () => {
    expect(lobbyQuerySchema.parse({ country: 'NP', category: 'music', tag: 'folk' })).toMatchObject({
      order: 'viewers',
    });
    for (const query of [
      ...[{ country: 'np' }, { country: 'XX' }, { country: 'ZZ' }, { category: 'opera' }, { tag: 'Folk' }],
      ...[{ order: 'newest' }, { colour: 'red' }],
    ]) {
      expect(takes(lobbyQuerySchema, query)).toBe(false);
    }
  });

  it('of what is searched for need something to look for', () => {
    expect(searchQuerySchema.parse({ q: 'si' })).toMatchObject({ q: 'si', kind: 'streams' });
    for (const q of ['', 's', '$', '""', 'x'.repeat(65)]) expect(takes(searchQuerySchema, { q })).toBe(false);
  });

  it('of top hosts have a period for coins alone', () => {
    expect(takes(topHostsQuerySchema, { by: 'coins', period: 'day' })).toBe(true);
    expect(takes(topHostsQuerySchema, { by: 'streams' })).toBe(true);
    expect(takes(topHostsQuerySchema, { by: 'streams', period: 'day' })).toBe(false);
  });

  it('wrap items and answers strictly', () => {
    const schema = successOf(pageOf(z.int()));
    expect(takes(schema, { success: true, data: { items: [1] } })).toBe(true);
    expect(takes(schema, { success: true, data: { items: [1], total: 1 } })).toBe(false);
    expect(takes(schema, { success: false, data: { items: [1] } })).toBe(false);
  });
});

describe('values', () => {
  it('times are ISO 8601 in UTC with milliseconds', () => {
    expect(takes(isoTimeSchema, '2026-01-02T03:04:05.678Z')).toBe(true);
    for (const text of ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.678+01:00', '2026-01-02']) {
      expect(takes(isoTimeSchema, text)).toBe(false);
    }
  });

  it('countries are two capital letters', () => {
    expect(['NP', 'XX', 'np', 'NPL', ''].map((code) => takes(countrySchema, code))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('a title is trimmed, and more than blanks', () => {
    expect(startStreamRequestSchema.parse({ title: ' Momo ', category: 'food' }).title).toBe('Momo');
    expect(takes(startStreamRequestSchema, { title: '   ', category: 'food' })).toBe(false);
    expect(takes(startStreamRequestSchema, { title: 'x', category: 'crime' })).toBe(false);
  });

  it.each([
    ['1', true],
    [limits.devGrantCoinsMax.toString(), true],
    ['0', false],
    [(limits.devGrantCoinsMax + 1n).toString(), false],
    ['x', false],
  ])('a development grant of %s: %s', (coins, ok) => {
    expect(takes(devGrantRequestSchema, { coins })).toBe(ok);
  });

  it('the first catalogue fits its schema, each gift once', () => {
    for (const gift of initialGifts) expect(takes(giftSchema, { ...gift, coins: gift.coins.toString() })).toBe(true);
    expect(new Set(initialGifts.map((gift) => gift.id)).size).toBe(initialGifts.length);
    expect(initialGifts.every((gift) => gift.coins > 0n)).toBe(true);
  });
});

describe('internal paths', () => {
  it('all stand under one prefix, and none is another', () => {
    const paths = Object.values(internalPaths).map((path) => (typeof path === 'function' ? path('x', 'y') : path));
    expect(paths.filter((path) => !path.startsWith('/internal/v1/'))).toEqual([]);
    expect(new Set(paths).size).toBe(paths.length);
  });
});

describe('token claims', () => {
  const account = `a${'b'.repeat(26)}`;
  const times = { jti: 'j', iat: 1, exp: 2 };
  const ticket = {
    ...times,
    iss: ISSUER,
    aud: 'halobuzz-gateway',
    sub: account,
    subject: `s${'c'.repeat(26)}`,
    name: 'sita',
    sid: 'se_1',
    did: 'dv_1',
    room: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192',
    role: 'viewer',
    spend: true,
    node: 'gw-1',
    boot: 'b',
  };

  it('bind a ticket to everything it is for', () => {
    expect(takes(ticketClaimsSchema, ticket)).toBe(true);
    for (const key of Object.keys(ticket)) {
      const { [key as keyof typeof ticket]: _, ...without } = ticket; // key is one of its own, by Object.keys
      expect(takes(ticketClaimsSchema, without)).toBe(false);
    }
  });

  it('never take one audience or issuer for another', () => {
    for (const schema of [accessClaimsSchema, serviceClaimsSchema]) expect(takes(schema, ticket)).toBe(false);
    expect(takes(ticketClaimsSchema, { ...ticket, aud: API_AUDIENCE })).toBe(false);
    expect(takes(ticketClaimsSchema, { ...ticket, iss: 'https://example.com' })).toBe(false);
  });
});
