export function errorLines(output: string): string;
