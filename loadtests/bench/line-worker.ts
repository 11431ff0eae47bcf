import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Processes of the bench take commands as lines of JSON on their input and answer each with one line on their output, in
 * any language: `{id, do, …}` → `{id, ok:true, …}` or `{id, ok:false, error}`. They end when their input ends.
 */

/** What a worker can do: for each command its arguments and its answer. */
export type CommandTable = Readonly<Record<string, { readonly args: object; readonly answer: object }>>;

export interface LineWorker<Table extends CommandTable> {
  readonly pid: number;
  /** Rejects when the worker says why not, or ended. */
  ask<Name extends keyof Table & string>(name: Name, args: Table[Name]['args']): Promise<Table[Name]['answer']>;
  /** Closes its input and waits; ends it when it stays. */
  stop(): Promise<void>;
}

const stopDeadlineMs = 5_000;

/** Starts a worker. What it writes to its error output is shown. */
export function startLineWorker<Table extends CommandTable>(
  command: string,
  args: readonly string[],
): LineWorker<Table> {
  const child = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, { resolve: (answer: object) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  let gone: Error | undefined;
  const fail = (error: Error): void => {
    gone ??= error;
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  const exited = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      fail(error);
      resolve();
    });
    child.once('exit', (code, signal) => {
      fail(new Error(`${command} ${args.join(' ')} ended (${signal ?? code})`));
      resolve();
    });
  });
  child.stdin.on('error', fail);
  createInterface({ input: child.stdout }).on('line', (line) => {
    // A worker of ours wrote it, by the shape above.
    const answer = JSON.parse(line) as { id: number; ok: boolean; error?: string };
    const waiter = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.ok) waiter?.resolve(answer);
    else waiter?.reject(new Error(answer.error ?? 'a worker failed'));
  });
  return {
    pid: child.pid ?? -1,
    ask: (name, commandArgs) =>
      new Promise((resolve, reject) => {
        if (gone !== undefined) return reject(gone);
        lastId += 1;
        // The table says what the worker answers to this command.
        waiting.set(lastId, { resolve: resolve as (answer: object) => void, reject });
        child.stdin.write(`${JSON.stringify({ id: lastId, do: name, ...commandArgs })}\n`);
      }),
    async stop() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** The other side: serves commands until the input ends, then ends the process. */
export function serveLines<Table extends CommandTable>(
  handlers: {
    readonly [Name in keyof Table]: (args: Table[Name]['args']) => Promise<Table[Name]['answer']>;
  },
): void {
  const input = createInterface({ input: process.stdin });
  const write = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);
  input.on('line', (line) => {
    // The bench wrote it, by the shape above.
    const { id, do: name, ...args } = JSON.parse(line) as { id: number; do: string };
    const handler = handlers[name];
    if (handler === undefined) return write({ id, ok: false, error: `no command ${name}` });
    // The table says what arguments this command comes with.
    handler(args as Table[string]['args']).then(
      (answer) => write({ id, ok: true, ...answer }),
      (error: unknown) => write({ id, ok: false, error: error instanceof Error ? error.message : String(error) }),
    );
  });
  input.on('close', () => process.exit(0));
}
