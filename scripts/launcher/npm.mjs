import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { LaunchProblem } from './launch-problem.mjs';

const errorLinesMax = 8;
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs npm under the given Node and resolves when it succeeds. Throws a LaunchProblem with npm's own error lines.
 * The npm that started us is used when there is one, else the one on the PATH.
 */
export async function runNpm(args, { node, cwd }) {
  const cli = process.env.npm_execpath;
  const byScript = cli !== undefined && /npm-cli\.[cm]?js$/.test(cli) && existsSync(cli);
  const command = byScript ? node : 'npm';
  const allArgs = [...(byScript ? [cli] : []), ...args, '--no-fund', '--no-audit', '--no-update-notifier'];
  const outcome = await collect(command, allArgs, cwd, npmEnvironment(node));
  if (outcome.missing)
    throw new LaunchProblem('npm was not found: install it (it comes with Node from nodejs.org) and run again');
  if (outcome.code === 0) return;
  throw new LaunchProblem(`npm ${args[0]} failed (exit code ${outcome.code}):\n${errorLines(outcome.output)}`);
}

/** What an outer `npm start` set about itself would steer the inner npm; what the user configured stays. */
function npmEnvironment(node) {
  const env = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (
      /^npm_(package|lifecycle)_|^npm_config_(local_prefix|global|prefix|argv|call|workspace|workspaces|omit|production)$/i.test(
        name,
      )
    )
      continue;
    env[name] = value;
  }
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  env[pathName] = `${dirname(node)}${delimiter}${env[pathName] ?? ''}`;
  return env;
}

function collect(command, args, cwd, env) {
  return new Promise((resolve) => {
    // On Windows npm is a command script, which only a shell can start; no argument of ours holds a space there.
    const shell = process.platform === 'win32' && command === 'npm';
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let output = '';
    // Whoever ends us in mid-install must not leave an npm behind that goes on writing.
    const endWith = (signal) => {
      child.kill(signal);
      process.exit(130);
    };
    for (const signal of endingSignals) process.once(signal, endWith);
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      output += data;
    });
    child.once('error', (error) => resolve({ missing: error.code === 'ENOENT', code: -1, output: String(error) }));
    child.once('close', (code, signal) => {
      for (const name of endingSignals) process.removeListener(name, endWith);
      resolve({ missing: false, code: code ?? signal, output });
    });
  });
}

export function errorLines(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const errors = lines
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!) ?/, ''));
  const shown = (errors.length > 0 ? errors : lines.slice(-errorLinesMax)).filter((line) => line.trim() !== '');
  return shown
    .slice(0, errorLinesMax)
    .map((line) => `  ${line}`)
    .join('\n');
}
