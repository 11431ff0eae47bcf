export function installedMatches(root: string, lockfile: string): boolean;
export function ensureDependencies(root: string, node: string): Promise<void>;
