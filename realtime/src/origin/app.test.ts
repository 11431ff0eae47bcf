import { problemSchema } from '@halobuzz/core/api/conventions';
import { limits } from '@halobuzz/core/limits';
import { describe, expect, it } from 'vitest';
import { undeclaredIn } from '../observability/metric-catalogue.ts';
import { countingRandom, newActor } from './testing/fakes.ts';
import { firstCatalogue } from './testing/first-catalogue.ts';
import { createTestOrigin } from './testing/test-origin.ts';

const base = '/internal/v1';
const host = newActor(countingRandom(7), 'hari');

describe('the origin app', () => {
  it('answers problems of the registry, with the request id of the edge', async () => {
    const origin = await createTestOrigin();
    const answer = await origin.call(`${base}/streams`, {
      headers: { 'x-request-id': 'req_12345678' },
      method: 'POST',
    });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('x-request-id')).toBe('req_12345678');
    expect(problemSchema.parse(answer.body)).toMatchObject({ status: 401, requestId: 'req_12345678' });
  });

  it('makes its own request id when the given one could break a log line', async () => {
    const origin = await createTestOrigin();
    const answer = await origin.call(`${base}/gifts`, { headers: { 'x-request-id': 'a"b {}' } });
    expect(answer.headers.get('x-request-id')).toMatch(/^rq_[a-z2-7]{26}$/);
  });

  it.each([
    ['a body that is no JSON', { body: '{' }, 400, 'malformed_json', undefined],
    [
      'another media type',
      { body: '{}', headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported_media_type',
      undefined,
    ],
    [
      'an unknown field',
      { body: { title: 'x', category: 'talk', country: 'NP', region: 'r', hostId: 'me' } },
      400,
      'validation_failed',
      'hostId',
    ],
    [
      'an operator for a text',
      { body: { title: { $ne: '' }, category: 'talk', country: 'NP', region: 'r' } },
      400,
      'validation_failed',
      'title',
    ],
    [
      'a title of blanks',
      { body: { title: '   ', category: 'talk', country: 'NP', region: 'r' } },
      400,
      'validation_failed',
      'title',
    ],
    [
      'a long title',
      { body: { title: 'x'.repeat(limits.roomTitleCharsMax + 1), category: 'talk', country: 'NP', region: 'r' } },
      400,
      'validation_failed',
      'title',
    ],
    [
      'an unknown category',
      { body: { title: 'x', category: '$where', country: 'NP', region: 'r' } },
      400,
      'validation_failed',
      'category',
    ],
    ['a body above the bound', { body: ' '.repeat(limits.httpBodyBytesMax + 1) }, 413, 'payload_too_large', undefined],
  ])('refuses %s', async (_, request, status, code, field) => {
    const origin = await createTestOrigin();
    const answer = await origin.call(`${base}/streams`, { method: 'POST', actor: host, ...request });
    expect(answer).toMatchObject({ status, body: { code } });
    if (field !== undefined) expect(answer.body).toMatchObject({ errors: [{ field }] });
    expect(origin.fakes.livestreams.all.size).toBe(0);
  });

  it('takes no broadcast from an account without a proven e-mail, whatever the edge let through', async () => {
    const origin = await createTestOrigin();
    const body = { title: 'x', category: 'talk', country: 'NP', region: 'r' };
    const unproven = { ...host, emailVerified: false };
    const answer = await origin.call(`${base}/streams`, { method: 'POST', actor: unproven, body });
    expect(answer).toMatchObject({ status: 403, body: { code: 'email_unverified' } });
    expect(origin.fakes.livestreams.all.size).toBe(0);
  });

  it('says what is wrong with a field in plain words', async () => {
    const origin = await createTestOrigin();
    const body = { title: 7, category: 'none', region: 'r' };
    const answer = await origin.call(`${base}/streams`, { method: 'POST', actor: host, body });
    expect(answer.body).toMatchObject({
      errors: expect.arrayContaining([
        { field: 'title', message: 'must be text' },
        { field: 'category', message: expect.stringMatching(/^must be one of /) },
        { field: 'country', message: 'is required' },
      ]),
    });
  });

  it('names the methods of a known path, to the edge alone', async () => {
    const origin = await createTestOrigin();
    const wrong = await origin.call(`${base}/gifts`, { method: 'DELETE', actor: host });
    expect(wrong).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(wrong.headers.get('allow')).toBe('GET, HEAD');
    const read = await origin.call(`${base}/revocations`);
    expect([read.status, read.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await origin.app.request(`${base}/gifts`, { method: 'DELETE' })).status).toBe(401);
    expect((await origin.call(`${base}/nothing`, { method: 'DELETE' })).status).toBe(404);
  });

  it('refuses fields in a body that should hold none', async () => {
    const origin = await createTestOrigin();
    const path = `${base}/rooms/01900000-0000-7000-8000-000000000000/join`;
    const join = (body?: unknown) => origin.call(path, { method: 'POST', actor: host, body });
    expect(await join({ as: 'host' })).toMatchObject({ status: 400, body: { errors: [{ field: 'as' }] } });
    expect(await join({})).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
    expect(await join()).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['status=ended', 'status'],
    ['cursor=abc', 'cursor'],
    ['cursor=WyIkbmUiLDFd', 'cursor'],
    ['country[$ne]=NP', 'country[$ne]'],
    ['country=np', 'country'],
    ['__proto__=x', '__proto__'],
  ])('refuses the list query %s', async (query, field) => {
    const origin = await createTestOrigin();
    const answer = await origin.call(`${base}/streams?viewerCountry=NP&${query}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field }] } });
  });

  it('counts by route pattern, so that no caller makes labels', async () => {
    const origin = await createTestOrigin();
    await origin.call(`${base}/streams/0190a000-0000-7000-8000-000000000000`);
    await origin.call(`${base}/streams/$where`);
    await origin.call(`${base}/made-up-1`);
    await origin.app.request(`${base}/made-up-2`, { method: 'PATCH' });
    const text = await origin.registry.metrics();
    expect(text).toContain('route="/internal/v1/streams/:id",method="GET",status="4xx"} 2');
    expect(text).toContain('route="unmatched"');
    expect(text).not.toContain('made-up');
    expect(await undeclaredIn(origin.registry)).toEqual([]);
    expect(origin.fakes.log.lines.at(-1)?.fields).toEqual({
      requestId: expect.any(String),
      route: 'unmatched',
      method: 'PATCH',
      status: 401,
      ms: 0,
    });
  });

  it('logs a bug whole and tells the caller nothing of it', async () => {
    const origin = await createTestOrigin({
      catalogue: { ...firstCatalogue(), held: () => Promise.reject(new TypeError('secret detail')) },
    });
    const answer = await origin.call(`${base}/gifts`);
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(JSON.stringify(answer.body)).not.toContain('secret');
    expect(origin.fakes.log.lines.find(({ level }) => level === 'error')?.fields.err).toBeInstanceOf(TypeError);
  });

  it('answers unavailable when a store is away', async () => {
    for (const failure of [
      new Error('Connection is closed.'),
      new Error("Stream isn't writeable and enableOfflineQueue"),
    ]) {
      const origin = await createTestOrigin({
        catalogue: { ...firstCatalogue(), held: () => Promise.reject(failure) },
      });
      expect(await origin.call(`${base}/gifts`)).toMatchObject({ status: 503, body: { retryAfterMs: 1_000 } });
    }
  });

  it('lists the catalogue with amounts as text', async () => {
    const origin = await createTestOrigin();
    const { body } = await origin.call(`${base}/gifts`);
    expect(body).toMatchObject({
      success: true,
      data: { items: expect.arrayContaining([expect.objectContaining({ id: 'rose', coins: '1' })]) },
    });
  });
});
