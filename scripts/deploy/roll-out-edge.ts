import { join } from 'node:path';
import { startChild } from '../cluster/child.ts';
import { buildWebApp } from '../cluster/web-app.ts';
import { stateFolder } from '../paths.ts';
import { Problem } from '../problem.ts';
import { runTool } from '../provision/run-tool.ts';
import { planShares, runningVersions, uploadedVersion } from './edge-rollout.ts';
import type { OpsCommand } from './ops-options.ts';

const wranglerTimeoutMs = 5 * 60_000;

/** The web app and the console, as files for the Worker to serve. */
export async function buildWebFiles(say: (line: string) => void): Promise<void> {
  await buildWebApp(
    async (spec, timeoutMs) => {
      const child = startChild(spec);
      const timer = setTimeout(() => child.signal('SIGKILL'), timeoutMs);
      const { code } = await child.exited;
      clearTimeout(timer);
      if (code !== 0) throw new Problem(`the web app could not be built: see ${spec.logFile}`);
    },
    join(stateFolder, 'logs'),
    say,
  );
}

/**
 * Uploads a version of the Worker and gives it a part of the requests. A release that adds Durable Object classes cannot go
 * out in parts: wrangler refuses the upload and says so; `wrangler deploy --env <name>` brings it to everybody at once.
 */
export async function rollOutEdge(
  root: string,
  { env, percent, tag }: Extract<OpsCommand, { kind: 'edge' }>,
  say: (line: string) => void,
): Promise<number> {
  const cli = join(root, 'node_modules', 'wrangler', 'wrangler-dist', 'cli.js');
  const wrangler = async (...words: string[]): Promise<string> => {
    const args = ['--no-warnings', cli, ...words, '--env', env];
    const outcome = await runTool(process.execPath, args, { cwd: root, timeoutMs: wranglerTimeoutMs });
    if (!outcome.ok) throw new Problem(`wrangler ${words.join(' ')}:\n${`${outcome.stdout}${outcome.stderr}`.trim().slice(-2_000)}`);
    return outcome.stdout;
  };
  const running = runningVersions(await wrangler('deployments', 'status', '--json'));
  // The step before made it: a version that is half way out goes on, it is not uploaded again.
  const known = /"id":\s*"([0-9a-f-]{36})"/i;
  const listed: unknown = JSON.parse(await wrangler('versions', 'list', '--json'));
  const versions = Array.isArray(listed) ? listed.map((entry) => JSON.stringify(entry)) : [];
  const same = versions.find((entry) => entry.includes(`"workers/tag":${JSON.stringify(tag)}`));
  const found = same === undefined ? undefined : known.exec(same)?.[1];
  const next = found ?? uploadedVersion(await wrangler('versions', 'upload', '--tag', tag, '--message', tag));
  const shares = planShares(running, next, percent);
  await wrangler('versions', 'deploy', ...shares.map(({ id, percent: share }) => `${id}@${share}%`), '--message', tag, '--yes');
  for (const share of shares) say(`${share.id}  ${share.percent}%`);
  return 0;
}
