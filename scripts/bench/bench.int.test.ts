import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { repositoryRoot } from '../paths.ts';

const folder = mkdtempSync(join(tmpdir(), 'halobuzz-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Ends by itself within seconds; this is for a machine on which something hangs. */
const benchTimeoutMs = 240_000;

function bench(...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const command = [join('scripts', 'commands', 'bench.ts'), ...args];
    execFile(process.execPath, command, { cwd: repositoryRoot, timeout: benchTimeoutMs }, (error, stdout, stderr) => {
      // Status 1 says that a bar was missed: on a loaded machine, with few viewers, that says nothing.
      if (error === null || error.code === 1) resolve(stdout + stderr);
      else reject(new Error(stderr));
    });
  });
}

it(
  'measures a real gateway and its peers, and writes down what and where',
  async () => {
    const out = join(folder, 'result.json');
    const text = await bench('quiet-room', 'gifts', '--quick', '--seconds', '0.5', '--scale', '0.02', '--out', out);
    const result: unknown = JSON.parse(readFileSync(out, 'utf8'));
    const figure = expect.any(Number);
    const peers = { uws: figure, ws: figure, 'socket.io': figure, centrifuge: expect.toBeOneOf([null, figure]) };
    const row = (id: string, unit: string) => ({ id, unit, ours: figure, bar: expect.any(String) });
    expect(result, text).toMatchObject({
      machine: { cores: figure, node: process.version, date: expect.any(String) },
      settings: { runs: 1, seconds: 0.5, scale: 0.02 },
      rows: [
        { ...row('quiet-room.cpu', 'µs/event'), peers, ratio: figure },
        { ...row('quiet-room.p99', 'ms'), peers },
        row('gifts', 'ms p99'),
      ],
    });
    for (const id of ['quiet-room.cpu', 'quiet-room.p99', 'gifts']) expect(text).toContain(id);
    expect(text).toContain('250 of 250 accepted');
  },
  benchTimeoutMs,
);

it(
  'measures the real ledger and its peers on stores of its own',
  async () => {
    const out = join(folder, 'ledger.json');
    const text = await bench('ledger', '--quick', '--seconds', '1', '--scale', '0.01', '--out', out);
    const result: unknown = JSON.parse(readFileSync(out, 'utf8'));
    const figure = expect.any(Number);
    const row = (id: string, peers: object) => ({ id, ours: figure, peers, bar: expect.any(String) });
    const drained = { bare: figure, medici: figure };
    expect(result, text).toMatchObject({
      rows: [
        ...['ledger-drain', 'ledger-drain.medici', 'ledger-drain.rate'].map((id) => row(id, drained)),
        row('ledger-hot-host', { spread: figure }),
        row('ledger-accept', { script: figure }),
        row('ledger-confirm', {}),
        row('ledger-verify', {}),
        row('ledger-verify.memory', { third: figure }),
        row('ledger-rebuild', {}),
        row('ledger-rebuild.others', {}),
      ],
    });
    expect(text).toContain('1000 of 1000 confirmed');
  },
  benchTimeoutMs,
);

it('says which rows there are when it is asked for another', async () => {
  expect(await bench('no-such-row')).toMatch(/no-such-row.*quiet-room/);
});
