import { type ParseArgsConfig, parseArgs } from 'node:util';
import { Problem } from './problem.ts';

/** Node's own reading of a command line. Throws a Problem with its first sentence and where help is, for words it does not know. */
export function parseWords<T extends ParseArgsConfig>(config: T, help: string): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new Problem(`${error instanceof Error ? error.message.split('.')[0] : error}. See ${help}`);
  }
}
