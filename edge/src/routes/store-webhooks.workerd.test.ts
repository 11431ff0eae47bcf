import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installFakeOrigin, send } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
  origin.answers = () => ({ data: { repeated: false } });
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const hook = (provider: string, headers: Record<string, string>, body: string) =>
  send(`/api/v1/webhooks/${provider}`, { method: 'POST', headers, body });
const seen = () => origin.requests.filter(({ target }) => target.includes('/webhooks/'));

describe('a notification of a store', () => {
  it("of Google's goes on with its identity token, which is none of ours and opens nothing here", async () => {
    const authorization = `Bearer ${'a'.repeat(900)}.b.c`;
    const answer = await hook('google', { authorization, 'content-type': 'application/json' }, '{"message":{}}');
    expect(answer.status).toBe(200);
    expect(seen()[0]?.headers.get('x-halobuzz-webhook-authorization')).toBe(authorization);
    // The edge's own assertion stands where its token stood.
    expect(seen()[0]?.headers.get('authorization')).not.toBe(authorization);
  });

  it("of Google's without a token goes nowhere", async () => {
    expect(await (await hook('google', {}, '{}')).json()).toMatchObject({ code: 'webhook_invalid' });
    expect(seen()).toEqual([]);
  });

  it("of Apple's goes on without any header: its body is signed", async () => {
    const answer = await hook('apple', { authorization: 'Bearer x.y.z', cookie: 'a=b' }, '{"signedPayload":"a.b.c"}');
    expect(answer.status).toBe(200);
    const names = [...(seen()[0]?.headers.keys() ?? [])].filter((name) => name.startsWith('x-halobuzz-webhook'));
    expect(names).toEqual([]);
  });
});
