import { Problem } from '../problem.ts';
import { formatVersion, type Version, versionAtLeast } from './version.ts';

/** What was chosen for one tool; `label` is the line's end that the user sees. */
export type ToolChoice =
  | { from: 'path'; file: string; label: string }
  | { from: 'package'; file: string; label: string };

/** One way to install a tool that is not on the PATH. */
export type InstallRoute = {
  label: string;
  /** Null when the route works on this machine, else the reason why not. */
  unavailable: () => string | null;
  /** Puts the tool in place if it is not there yet, and returns its executable. */
  install: () => Promise<string>;
};

export type ToolPlan = {
  name: string;
  minimum: Version;
  /** Executables on the PATH, best first. */
  onPath: () => readonly string[];
  versionOf: (file: string) => Promise<Version | null>;
  routes: readonly InstallRoute[];
  /** The command that a user without any route is told to run. */
  advice: string;
};

/**
 * Chooses a tool: a fitting binary on the PATH, then the first install route that works here.
 * A binary too old or one that does not run is passed over and said so through `say`.
 * Throws a Problem naming every reason when nothing fits.
 */
export async function resolveTool(plan: ToolPlan, say: (line: string) => void): Promise<ToolChoice> {
  const reasons: string[] = [];
  for (const file of plan.onPath()) {
    const version = await plan.versionOf(file);
    if (version !== null && versionAtLeast(version, plan.minimum)) {
      return { from: 'path', file, label: `${formatVersion(version)} from the PATH (${file})` };
    }
    const reason =
      version === null
        ? `${file} does not run`
        : `${file} is ${formatVersion(version)}, older than ${formatVersion(plan.minimum)}`;
    reasons.push(reason);
    say(`${plan.name}: ${reason}, looking further`);
  }
  for (const route of plan.routes) {
    const unavailable = route.unavailable();
    if (unavailable === null) {
      const file = await route.install();
      return { from: 'package', file, label: route.label };
    }
    reasons.push(`${route.label}: ${unavailable}`);
  }
  const because = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
  throw new Problem(
    `${plan.name} ${formatVersion(plan.minimum)} or newer was not found${because}. Install it: ${plan.advice}`,
  );
}
