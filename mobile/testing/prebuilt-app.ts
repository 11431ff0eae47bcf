import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** The native projects as `expo prebuild` makes them, in a folder of their own. */
export interface PrebuiltApp {
  read(path: string): string;
  remove(): void;
}

const mobile = resolve(import.meta.dirname, '..');
const repository = resolve(mobile, '..');
/** What the native projects are made of. */
const sources = ['app.config.ts', 'package.json', 'tsconfig.json', 'assets', 'plugins', 'store'];
const prebuildTimeoutMs = 180_000;

/** Runs `expo prebuild` on a copy, without a network; the copy uses the repository's packages. */
export async function prebuild(settings: Readonly<Record<string, string>>): Promise<PrebuiltApp> {
  const folder = mkdtempSync(join(tmpdir(), 'halobuzz-prebuild-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    for (const name of sources) cpSync(join(mobile, name), join(folder, 'mobile', name), { recursive: true });
    for (const name of ['package.json', 'tsconfig.base.json']) cpSync(join(repository, name), join(folder, name));
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
    const cli = join(repository, 'node_modules', 'expo', 'bin', 'cli');
    await promisify(execFile)(process.execPath, [cli, 'prebuild', '--no-install', '--clean', '--platform', 'all'], {
      cwd: join(folder, 'mobile'),
      timeout: prebuildTimeoutMs,
      env: {
        NODE_ENV: 'production',
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        EXPO_OFFLINE: '1',
        EXPO_NO_TELEMETRY: '1',
        CI: '1',
        ...settings,
      },
    });
  } catch (error) {
    remove();
    throw error;
  }
  return { read: (path) => readFileSync(join(folder, 'mobile', path), 'utf8'), remove };
}
