import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { needsOf } from '../../loadtests/needs.ts';
import { sizesOf } from '../../loadtests/profiles.ts';
import { mintOf } from '../../loadtests/world.ts';
import { accountPool } from './account-pool.ts';
import { inLanes } from './in-lanes.ts';
import { prepareWorld, readWorld } from './prepare-world.ts';

let folder: string;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halobuzz-world-'));
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  rmSync(folder, { recursive: true, force: true });
});

describe('a world that was prepared elsewhere', () => {
  const account = { username: 'a', password: 'b', accessToken: 'c', refreshToken: 'd' };
  const world = {
    rooms: [{ id: '01939e8a-7b7b-7b7b-8b7b-7b7b7b7b7b7b', host: account }],
    ...{ accounts: [account], mint: null, seed: 's' },
  };
  const fileOf = (text: string): string => {
    const file = join(folder, 'world.json');
    writeFileSync(file, text);
    return file;
  };

  it('is read as it is', () => {
    expect(readWorld(fileOf(JSON.stringify(world)))).toEqual(world);
  });

  it('is refused with the field that does not fit, and with the file that is none', () => {
    expect(() => readWorld(fileOf(JSON.stringify({ ...world, rooms: [{ id: 'x', host: account }] })))).toThrow(
      /world\.json: [\s\S]*rooms\[0\]\.id/,
    );
    expect(() => readWorld(fileOf('{'))).toThrow('--world');
    expect(() => readWorld(join(folder, 'none.json'))).toThrow('none.json');
  });

  it('has no mint for scenarios that need one', () => {
    expect(() => mintOf(world)).toThrow('npm start of this clone');
    expect(mintOf({ ...world, mint: { url: 'http://x', key: 'k' } })).toEqual({ url: 'http://x', key: 'k' });
  });
});

it('what only the start of this clone has is asked for nowhere else', async () => {
  const sizes = sizesOf('hold', 'tiny');
  if (sizes === undefined) throw new Error('hold has no tiny sizes');
  const plan = { target: 'http://127.0.0.1:1', needs: needsOf('hold', sizes), start: undefined };
  await expect(prepareWorld({ ...plan, stateFolder: folder, seed: 's', say: () => undefined })).rejects.toThrow(
    'start of this clone',
  );
});

describe('work in lanes', () => {
  it('does everything once, never more at a time', async () => {
    const done: number[] = [];
    let under = 0;
    let most = 0;
    await inLanes(20, 3, async (at) => {
      under += 1;
      most = Math.max(most, under);
      await Promise.resolve();
      done.push(at);
      under -= 1;
    });
    expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at));
    expect(most).toBe(3);
    await inLanes(0, 3, () => Promise.reject(new Error('nothing is to be done')));
  });

  it('ends with the first failure, after those under way have ended', async () => {
    const ended: number[] = [];
    const working = inLanes(10, 2, async (at) => {
      if (at === 0) throw new Error('no');
      await Promise.resolve();
      ended.push(at);
    });
    await expect(working).rejects.toThrow('no');
    expect(ended).toEqual([1]);
  });
});

describe('accounts of earlier runs', () => {
  /** An edge that knows which sessions are good, and rotates their tokens. */
  async function edge(good: readonly string[], status = 401): Promise<string> {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString('utf8');
      });
      request.on('end', () => {
        const { refreshToken } = JSON.parse(body);
        const isGood = request.url === '/api/v1/auth/refresh' && good.includes(refreshToken);
        response.writeHead(isGood ? 200 : status, { 'content-type': 'application/json' });
        const tokens = {
          ...{ accessToken: `a-${refreshToken}`, refreshToken: `${refreshToken}+` },
          ...{ tokenType: 'Bearer', expiresInSeconds: 600, sessionId: 's' },
        };
        response.end(JSON.stringify(isGood ? { success: true, data: tokens } : {}));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  }

  function savedFor(target: string, ...tokens: string[]): string {
    mkdirSync(join(folder, 'deep'), { recursive: true });
    const file = join(folder, 'deep', 'accounts.json');
    const accounts = tokens.map((refreshToken) => ({ username: refreshToken, password: 'p', refreshToken }));
    writeFileSync(file, JSON.stringify({ [target]: accounts, 'http://elsewhere': accounts }));
    return file;
  }

  it('come back by their refresh token, each once, and the new tokens are kept for the owner of the file alone', async () => {
    const target = await edge(['r1', 'r2']);
    const file = savedFor(target, 'r1', 'r2', 'r3');
    const pool = accountPool(file, target, () => undefined);
    const [first, second] = [await pool.take(1), await pool.take(1)];
    expect([...first, ...second].map(({ accessToken }) => accessToken)).toEqual(['a-r1', 'a-r2']);
    const saved = JSON.parse(readFileSync(file, 'utf8'));
    expect(saved[target].map(({ refreshToken }: { refreshToken: string }) => refreshToken)).toEqual([
      'r1+',
      'r2+',
      'r3',
    ]);
    expect(saved['http://elsewhere']).toHaveLength(3);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('are not thrown away for an edge that fails', async () => {
    const target = await edge([], 503);
    const pool = accountPool(savedFor(target, 'r1'), target, () => undefined);
    await expect(pool.take(1)).rejects.toThrow();
  });

  it('a file that says nothing stops no run', async () => {
    const file = join(folder, 'accounts.json');
    writeFileSync(file, 'cut off');
    expect(await accountPool(file, 'http://127.0.0.1:1', () => undefined).take(0)).toEqual([]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ 'http://127.0.0.1:1': [] });
  });
});
