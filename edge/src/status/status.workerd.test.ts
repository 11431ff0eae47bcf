import { type PlatformStatus, statusDataSchema } from '@halobuzz/core/api/status';
import { fakeClock } from '@halobuzz/core/testing/fake-clock';
import { limits } from '@halobuzz/core/limits';
import { SwitchBoard } from '@halobuzz/core/switches/switch-board';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { installFakeOrigin, send } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { contentSecurityPolicy } from '../middleware/security-headers.ts';
import { plot } from './plot.ts';
import { statusDataOf } from './status-data.ts';
import { statusPage } from './status-page.ts';
import { createStatusPicture, type KnownStatus } from './status-picture.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const at = '2026-11-24T00:00:00.000Z';
const nowMs = Date.parse(at) + 3_000;
const told: PlatformStatus = {
  at,
  parts: { ledger: 'up', database: 'up', rooms: 'up', wallets: 'up', media: 'off' },
  regions: [
    { region: 'ap-southeast-1', state: 'up' },
    { region: 'eu-west-1', state: 'off' },
  ],
  now: { viewers: 1_234, broadcasts: 8 },
  stepSeconds: 300,
  points: [
    { at, viewers: 1_000, gifts: 3, answerMs: 35 },
    { at, gifts: 0 },
    { at, viewers: 1_234, gifts: 7, answerMs: 50 },
  ],
};
const board = new SwitchBoard();
const known = (over: Partial<PlatformStatus> = {}): KnownStatus => ({ originAnswers: true, status: { ...told, ...over } });
const stateOf = (status: KnownStatus) => statusDataOf(status, board, nowMs).state;

describe('what is told', () => {
  test('is that all works, when all that is set up does', () => {
    const data = statusDataSchema.parse(statusDataOf(known(), board, nowMs));
    expect(data).toMatchObject({ state: 'up', figuresAt: at, now: told.now, notices: [] });
    expect(data.parts.map(({ part, state }) => [part, state])).toEqual([
      ...[['edge', 'up'], ['origin', 'up'], ['gateways-ap-southeast-1', 'up'], ['ledger', 'up'], ['wallets', 'up']],
      ...[['rooms', 'up'], ['database', 'up'], ['media', 'off']],
    ]);
  });

  test('is limited by any part, and down without origin, database or gateways', () => {
    expect(stateOf(known({ parts: { ...told.parts, ledger: 'down' } }))).toBe('limited');
    expect(stateOf(known({ regions: [{ region: 'x', state: 'down' }, { region: 'y', state: 'up' }] }))).toBe('limited');
    expect(stateOf(known({ regions: [{ region: 'x', state: 'down' }] }))).toBe('down');
    expect(stateOf(known({ regions: [] }))).toBe('down');
    expect(stateOf(known({ parts: { ...told.parts, database: 'down' } }))).toBe('down');
    expect(stateOf({ originAnswers: false, status: told })).toBe('down');
  });

  test('is nothing as of now while the origin does not answer, and figures with their age', () => {
    const data = statusDataOf({ originAnswers: false, status: told }, board, nowMs);
    expect(data.parts.filter(({ state }) => state === 'up').map(({ part }) => part)).toEqual(['edge']);
    expect(data).toMatchObject({ figuresAt: at, points: told.points });
    expect(data.now).toBeUndefined();
    expect(statusDataOf({ originAnswers: false, status: undefined }, board, nowMs).points).toEqual([]);
  });

  test('names maintenance and what is paused', () => {
    const shut = new SwitchBoard();
    shut.take({
      version: 2,
      paused: [{ name: 'going_live' }, { name: 'gifts', countries: ['NP'] }],
      maintenance: { message: 'We move house.', sinceMs: nowMs, endsAtMs: nowMs + 60_000 },
    });
    expect(statusDataOf(known(), shut, nowMs).notices).toEqual([
      { message: 'We move house.', since: new Date(nowMs).toISOString(), until: new Date(nowMs + 60_000).toISOString() },
      { message: 'Paused for now: going live.' },
    ]);
  });
});

describe('the page', () => {
  test('says all in words, draws without scripts, and escapes what people wrote', async () => {
    const data = { ...statusDataOf(known(), board, nowMs), notices: [{ message: '<img src=x onerror=alert(1)>' }] };
    const text = String(await statusPage(data));
    expect(text).toContain('Everything works');
    expect(text).toContain('1,234 viewers');
    expect(text).toContain('&lt;img src=x');
    expect(text).not.toContain('<img');
    expect(text.match(/<polyline/g)?.length).toBe(5);
    expect(text).not.toMatch(/style=|onclick|<script(?! type="module" src="\/pages\/status\.js")/);
  });

  test('says that it has no figures, or from when they are', async () => {
    const old = String(await statusPage(statusDataOf({ originAnswers: false, status: told }, board, nowMs)));
    expect(old).toContain('the figures below are from');
    const none = String(await statusPage(statusDataOf({ originAnswers: false, status: undefined }, board, nowMs)));
    expect(none).toContain('has no figures');
    expect(none).not.toContain('<svg');
  });

  test('plots a lone point and nothing at all', async () => {
    const lone = String(await plot('X', [{ at, value: undefined }, { at, value: 3 }, { at, value: undefined }], ''));
    expect(lone.match(/points="300\.0,[\d.]+ 300\.0,[\d.]+"/g)).toHaveLength(1);
    expect(String(await plot('X', [], ''))).toContain('No figures yet.');
  });
});

describe('/status', () => {
  test('is answered with the origin, without it, and under the policy of our own pages', async () => {
    origin.answers = (_seen, path) => (path.endsWith('/status') ? { data: { ...told, at: new Date().toISOString() } } : undefined);
    const page = await send('/status', { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toBe(contentSecurityPolicy({ gatewayOrigins: [], agora: { state: 'off', reason: '' }, environment: 'development', turnstile: undefined }));
    expect(await page.text()).toContain('Everything works');
    const json = await send('/status.json');
    expect(json.headers.get('content-security-policy')).toContain('sandbox');
    const body = z.object({ success: z.literal(true), data: statusDataSchema }).parse(await json.json());
    expect(body.data.state).toBe('up');
    // Asked by nobody in particular: no actor stands in the signature.
    const asked = origin.requests.filter(({ target }) => target.endsWith('/status'));
    expect(asked).toHaveLength(1);
    expect(asked[0]?.claims.actor).toBeUndefined();
  });
});

describe('the picture of an isolate', () => {
  test('is asked for once in its life, kept while the origin is out, and forgotten in the end', async () => {
    const clock = fakeClock(Date.parse(at));
    let [asked, failing] = [0, false];
    const { originClientOf } = await import('../origin/client.ts');
    const { bindings } = await import('../../testing/edge-client.ts');
    origin.answers = () => {
      asked += 1;
      return failing ? 'unavailable' : { data: told };
    };
    const picture = createStatusPicture(originClientOf(bindings), clock.now);
    await picture.now('r');
    clock.advance(limits.statusPictureLifeMs - 1);
    expect((await picture.now('r')).originAnswers).toBe(true);
    expect(asked).toBe(1);
    failing = true;
    clock.advance(1);
    expect(await picture.now('r')).toMatchObject({ originAnswers: false, status: { at } });
    await picture.now('r');
    expect(asked).toBe(2);
    clock.advance(limits.statusPictureLostMs);
    expect(await picture.now('r')).toEqual({ originAnswers: false, status: undefined });
  });
});
