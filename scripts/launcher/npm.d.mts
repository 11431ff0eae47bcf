export function errorLines(output: string): string;
export function runNpm(args: readonly string[], options: { node: string; cwd: string }): Promise<void>;
