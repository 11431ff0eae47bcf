export const commands: ReadonlyMap<string, string>;
export function commandScript(root: string, command: string | undefined): string | null;
export function commandList(): string;
