import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandList, commandScript } from './commands.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { LaunchProblem } from './launch-problem.mjs';
import { ensureNode24 } from './node-runtime.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Puts Node 24 and the dependencies in place, then becomes the command: its signals, its exit code. */
export async function main([command, ...args]) {
  const script = commandScript(root, command);
  if (script === null) {
    console.error(
      `${command === undefined ? 'Name a command' : `There is no command "${command}"`}. There are:\n${commandList()}`,
    );
    process.exit(2);
  }
  try {
    const node = await ensureNode24(root);
    await ensureDependencies(root, node);
    runCommand(node, script, args);
  } catch (error) {
    console.error(error instanceof LaunchProblem ? error.message : error);
    process.exit(1);
  }
}

const parentPollMs = 500;

function runCommand(node, script, args) {
  const parent = process.ppid;
  const env = { ...process.env };
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  env[pathName] = [dirname(node), join(root, 'node_modules', '.bin'), env[pathName] ?? ''].join(delimiter);
  const child = spawn(node, [script, ...args], { cwd: root, env, stdio: 'inherit' });
  // A terminal's Ctrl-C reaches the command as well as us: it takes the doubled signal as one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // An npm that is killed passes nothing on, and takes its terminal's Ctrl-C with it: the command must not stay behind.
  if (process.env.npm_lifecycle_event !== undefined) {
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      child.kill('SIGTERM');
    }, parentPollMs);
  }
  child.once('error', (error) => {
    console.error(`${node} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
