export function installedMatches(root: string, lockfile: string): boolean;
export function ensureDependencies(root: string, node: string): Promise<void>;

type LockedPackages = Record<string, { optionalDependencies?: Record<string, string> }>;
export function onlyOptionalMissing(output: string, packages: LockedPackages): boolean;
