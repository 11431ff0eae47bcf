import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { repositoryRoot, toolsFolder } from '../paths.ts';
import { Problem } from '../problem.ts';
import { findOnPath } from './find-on-path.ts';
import { installOnce } from './install-once.ts';
import { installAdvice } from './platform.ts';
import { resolveTool, type ToolChoice } from './resolve-tool.ts';
import { runTool } from './run-tool.ts';
import { parseVersion, type Version } from './version.ts';

/** What playwright-core needs to start the browser; pass both to `chromium.launch`. */
export type Browser = { file: string; args: readonly string[]; env: Record<string, string>; label: string };

/** Oldest browser whose DevTools protocol the installed playwright-core drives. */
const minimum: Version = [120, 0, 0];
const unpackTimeoutMs = 120_000;

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Flags under which a headless browser runs in a container, offline and as root. */
const flags: readonly string[] = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** Finds Chrome or Chromium, or unpacks the one that npm brought. */
export async function provideChromium(say: (line: string) => void): Promise<Browser> {
  const choice = await resolveTool(
    {
      name: 'Chromium',
      minimum,
      onPath: () =>
        [findOnPath(names)].flatMap((file) => file ?? []).concat(macApplications.filter((file) => existsSync(file))),
      versionOf: async (file) => {
        const outcome = await runTool(file, ['--version']);
        return outcome.ok ? parseVersion(outcome.stdout) : null;
      },
      routes: [
        {
          label: `from npm (@sparticuz/chromium ${packagedVersion()})`,
          unavailable: () =>
            process.platform === 'linux' && process.arch === 'x64'
              ? null
              : `no build for ${process.platform} ${process.arch}`,
          install: () => unpackFromNpm(say),
        },
      ],
      advice: installAdvice({
        darwin: 'brew install --cask chromium',
        linux: 'apt install chromium',
        win32: 'winget install Google.Chrome',
      }),
    },
    say,
  );
  return { file: choice.file, args: flags, env: browserEnvironment(choice), label: choice.label };
}

function packagedVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)(
    join(repositoryRoot, 'node_modules', '@sparticuz', 'chromium', 'package.json'),
  );
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
  throw new Problem('@sparticuz/chromium is not installed');
}

function unpackedFolder(): string {
  return join(toolsFolder, `chromium-${packagedVersion()}`);
}

/** The npm build brings its own libraries and fonts, for machines that have none. */
function browserEnvironment(choice: ToolChoice): Record<string, string> {
  if (choice.from === 'path') return {};
  return { LD_LIBRARY_PATH: join(unpackedFolder(), 'al2023', 'lib'), FONTCONFIG_PATH: join(unpackedFolder(), 'fonts') };
}

/**
 * The package unpacks itself into the system's temporary folder under a fixed name, where anyone could have put a
 * program first. A process of its own, with a temporary folder of ours, keeps it inside `.tools`. It unpacks its
 * shared libraries only where it believes to be on Lambda, so it is told that it is.
 */
async function unpackFromNpm(say: (line: string) => void): Promise<string> {
  const folder = unpackedFolder();
  await installOnce(
    folder,
    packagedVersion(),
    async (draft) => {
      say('Chromium: unpacking (this once)');
      const program = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";
      const outcome = await runTool(process.execPath, ['--input-type=module', '-e', program], {
        cwd: repositoryRoot,
        timeoutMs: unpackTimeoutMs,
        env: { ...process.env, TMPDIR: draft, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
      });
      if (!outcome.ok)
        throw new Problem(`Chromium could not be unpacked: ${outcome.stderr.trim().split('\n').at(-1) ?? ''}`);
      writeFileSync(join(draft, 'fonts', 'fonts.conf'), fontsConfig(join(folder, 'fonts')));
    },
    (pid) => say(`Chromium: waiting for process ${pid}, which is unpacking it`),
  );
  return join(folder, 'chromium');
}

/** The package's own file names folders that exist on Lambda only, and then pages show no text at all. */
function fontsConfig(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, 'cache')}</cachedir>
</fontconfig>
`;
}
