import type { LocalProvider } from '@halobuzz/core/testing/local-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eicar, startStrictClamavRest } from '../../../testing/strict-clamav-rest.ts';
import { httpScanner, noScanner } from './scan-image.ts';

let scanner: LocalProvider;
beforeAll(async () => {
  scanner = await startStrictClamavRest();
});
afterAll(() => scanner.close());

const picture = Uint8Array.from([0xff, 0xd8, 0xff]);
const infected = new Uint8Array(Buffer.from(eicar, 'latin1'));

describe('a scanner over HTTP', () => {
  it('takes what is clean and refuses what is not', async () => {
    const scan = httpScanner({ url: scanner.url });
    await expect(scan(picture)).resolves.toBeUndefined();
    await expect(scan(infected)).rejects.toMatchObject({ code: 'image_refused' });
  });

  it.each([
    ['an error of its own', { status: 500, body: {} }],
    ['a redirect, which is not followed', { status: 302, body: {}, headers: { location: '/scan' } }],
    ['more words than a scanner has', { status: 200, body: 'x'.repeat(100_000) }],
    ['a line that is cut', 'connection_cut'],
  ] as const)('takes nothing when it gets %s', async (_, fault) => {
    const before = scanner.requests.length;
    scanner.faults.push(fault);
    await expect(httpScanner({ url: scanner.url })(picture)).rejects.toMatchObject({ code: 'unavailable' });
    expect(scanner.requests.length).toBe(before + 1);
  });

  it('takes nothing when nobody is there', async () => {
    await expect(httpScanner({ url: 'http://127.0.0.1:1' })(picture)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

it('without a scanner everything is taken: what is shown is made anew in any case', async () => {
  await expect(noScanner(infected)).resolves.toBeUndefined();
});
