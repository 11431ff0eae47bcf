import { Problem } from '../problem.ts';
import { runTool } from './run-tool.ts';

/** The command that starts a Python 3 which has pip. Throws a Problem that says what to install. */
export async function findPython(): Promise<string> {
  let withoutPip: string | null = null;
  for (const command of ['python3', 'python']) {
    const version = await runTool(command, ['-c', 'import sys; print(sys.version_info[0])']);
    if (!version.ok || version.stdout.trim() !== '3') continue;
    if ((await runTool(command, ['-m', 'pip', '--version'])).ok) return command;
    withoutPip = command;
  }
  if (withoutPip !== null) {
    throw new Problem(
      `${withoutPip} has no pip: install it (Debian: apt install python3-pip; else: ${withoutPip} -m ensurepip)`,
    );
  }
  throw new Problem(
    'Python 3 with pip was not found: install it (Debian: apt install python3-pip; macOS: brew install python)',
  );
}
