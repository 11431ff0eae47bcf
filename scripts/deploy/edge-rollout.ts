import { z } from 'zod';
import { Problem } from '../problem.ts';

/** A version of the Worker and its share of requests, in percent. */
export interface VersionShare {
  readonly id: string;
  readonly percent: number;
}

const deploymentSchema = z.object({
  versions: z.array(z.object({ version_id: z.string(), percentage: z.number() })).min(1),
});

/** What `wrangler deployments status --json` says is running. */
export function runningVersions(json: string): readonly VersionShare[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = undefined;
  }
  const parsed = deploymentSchema.safeParse(value);
  if (!parsed.success) throw new Problem('what is deployed cannot be read: deploy once by `wrangler deploy` first');
  return parsed.data.versions.map(({ version_id, percentage }) => ({ id: version_id, percent: percentage }));
}

/** The id that `wrangler versions upload` prints. */
export function uploadedVersion(output: string): string {
  const id = /Version ID:\s*([0-9a-f-]{36})/i.exec(output)?.[1];
  if (id === undefined) throw new Problem(`the upload names no version:\n${output.trim().slice(-1_000)}`);
  return id;
}

/**
 * Who gets how many requests: the new version its percent, the rest what had most until now. A version that is half way
 * out goes on from there, so that there are never more than two.
 */
export function planShares(running: readonly VersionShare[], next: string, percent: number): readonly VersionShare[] {
  if (percent === 100) return [{ id: next, percent: 100 }];
  const others = running.filter(({ id }) => id !== next).sort((a, b) => b.percent - a.percent);
  const [main] = others;
  if (main === undefined) throw new Problem('there is no other version that could take the rest');
  return [
    { id: next, percent },
    { id: main.id, percent: 100 - percent },
  ];
}
