import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../problem.ts';
import { type Child, type ChildSpec, describeExit, type Exit, logTail, startChild } from './child.ts';
import { waitUntil } from './wait-until.ts';

/** A process that is kept running until it is stopped. */
export type Service = {
  spec: ChildSpec;
  /** Whether the process with this id can do its work; asked until it answers true. */
  ready: (pid: number) => Promise<boolean>;
  readyTimeoutMs: number;
  /** From SIGTERM to SIGKILL. */
  stopDeadlineMs: number;
};

export type ServiceStatus = { name: string; pid: number; restarts: number };

export type SupervisorOptions = {
  /** Receives one line per death, restart and recovery. */
  say: (line: string) => void;
  /** First pause before a restart; it doubles up to `backoffMsMax`. */
  backoffMsMin?: number;
  backoffMsMax?: number;
  /** A process that ran this long starts again with the shortest pause. */
  stableAfterMs?: number;
};

type Entry = {
  service: Service;
  stage: number;
  child: Child;
  restarts: number;
  backoffMs: number;
  /** Settles when nobody keeps the service running any more. */
  done: Promise<void>;
};

/** The start was stopped on purpose: nothing to report. */
export class StoppedEarly extends Problem {
  constructor() {
    super('stopped before everything was ready');
  }
}

const logLinesShown = 5;
const jobStopDeadlineMs = 5_000;

/**
 * Starts services, restarts those that die, and stops them stage by stage, the highest first: what depends on others
 * has the higher stage. It ends only processes that it started, each with its whole process group.
 */
export class Supervisor {
  readonly #options: Required<SupervisorOptions>;
  readonly #entries: Entry[] = [];
  readonly #jobs = new Set<Child>();
  readonly #stopping = new AbortController();
  #stopped: Promise<void> | null = null;

  constructor(options: SupervisorOptions) {
    this.#options = { backoffMsMin: 250, backoffMsMax: 10_000, stableAfterMs: 30_000, ...options };
  }

  /**
   * Starts services side by side and resolves when all are ready. Throws a Problem when one exits or is not ready in
   * time; what was started stays for `stop` to end, as it does when the stop comes in the middle of a start.
   */
  async start(services: readonly Service[], stage: number): Promise<void> {
    await Promise.all(services.map((service) => this.#startFirst(service, stage)));
  }

  /** Runs a process that ends by itself. Throws a Problem when it fails, takes too long or is stopped. */
  async runJob(spec: ChildSpec, timeoutMs: number): Promise<void> {
    if (this.#stopping.signal.aborted) throw new StoppedEarly();
    const job = startChild(spec);
    this.#jobs.add(job);
    const timer = setTimeout(() => job.signal('SIGKILL'), timeoutMs);
    const exit = await job.exited;
    clearTimeout(timer);
    this.#jobs.delete(job);
    if (this.#stopping.signal.aborted) throw new StoppedEarly();
    if (exit.code !== 0) throw new Problem(withLogTail(`${spec.name} ${describeExit(exit)}`, spec.logFile));
  }

  status(): ServiceStatus[] {
    return this.#entries.map(({ service, child, restarts }) => ({ name: service.spec.name, pid: child.pid, restarts }));
  }

  /** Sends a signal to a service by its name, as a test does to crash one. */
  signal(name: string, signal: NodeJS.Signals): void {
    this.#entry(name).child.signal(signal);
  }

  /** Ends everything; a second call waits for the same end. */
  stop(): Promise<void> {
    this.#stopping.abort();
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  /** SIGKILL to everything at once, for a user who does not want to wait. */
  kill(): void {
    this.#stopping.abort();
    for (const child of [...this.#jobs, ...this.#entries.map((entry) => entry.child)]) child.signal('SIGKILL');
  }

  #entry(name: string): Entry {
    const entry = this.#entries.find(({ service }) => service.spec.name === name);
    if (entry === undefined) throw new Error(`no service is named ${name}`);
    return entry;
  }

  async #startFirst(service: Service, stage: number): Promise<void> {
    if (this.#stopping.signal.aborted) throw new StoppedEarly();
    const child = startChild(service.spec);
    const backoffMs = this.#options.backoffMsMin;
    const entry: Entry = { service, stage, child, restarts: 0, backoffMs, done: Promise.resolve() };
    this.#entries.push(entry);
    const isReady = await becomesReady(service, child);
    if (this.#stopping.signal.aborted) throw new StoppedEarly();
    if (!isReady) throw await startProblem(service, child);
    entry.done = this.#keepRunning(entry);
  }

  async #keepRunning(entry: Entry): Promise<void> {
    const { say, backoffMsMin, backoffMsMax, stableAfterMs } = this.#options;
    const { name } = entry.service.spec;
    for (;;) {
      const startedMs = performance.now();
      const exit = await entry.child.exited;
      if (this.#stopping.signal.aborted) return;
      if (performance.now() - startedMs > stableAfterMs) entry.backoffMs = backoffMsMin;
      say(
        `${name} ${describeExit(exit)}; starting it again in ${(entry.backoffMs / 1000).toFixed(2)} s (log: ${entry.service.spec.logFile})`,
      );
      if (!(await this.#pause(entry.backoffMs))) return;
      entry.backoffMs = Math.min(entry.backoffMs * 2, backoffMsMax);
      entry.child = startChild(entry.service.spec);
      entry.restarts += 1;
      if (await becomesReady(entry.service, entry.child)) say(`${name} runs again (process ${entry.child.pid})`);
      else if (!this.#stopping.signal.aborted) await entry.child.stop(entry.service.stopDeadlineMs);
    }
  }

  /** False when the stop came first. */
  async #pause(ms: number): Promise<boolean> {
    try {
      await delay(ms, undefined, { signal: this.#stopping.signal });
      return true;
    } catch {
      return false;
    }
  }

  async #stopAll(): Promise<void> {
    await Promise.all([...this.#jobs].map((job) => job.stop(jobStopDeadlineMs)));
    const stages = [...new Set(this.#entries.map((entry) => entry.stage))].sort((a, b) => b - a);
    for (const stage of stages) {
      const entries = this.#entries.filter((entry) => entry.stage === stage);
      await Promise.all(entries.map(stopEntry));
    }
  }
}

async function stopEntry(entry: Entry): Promise<void> {
  await entry.child.stop(entry.service.stopDeadlineMs);
  await entry.done;
}

function becomesReady(service: Service, child: Child): Promise<boolean> {
  return waitUntil(() => service.ready(child.pid), { timeoutMs: service.readyTimeoutMs, abort: child.exited });
}

async function startProblem(service: Service, child: Child): Promise<Problem> {
  const { name, logFile } = service.spec;
  const pending = Symbol('pending');
  const exit: Exit | typeof pending = await Promise.race([child.exited, Promise.resolve(pending)]);
  const what =
    typeof exit === 'symbol' ? `was not ready within ${service.readyTimeoutMs / 1000} s` : describeExit(exit);
  return new Problem(withLogTail(`${name} ${what}`, logFile));
}

function withLogTail(problem: string, logFile: string): string {
  return `${problem}; its log ${logFile} ends with:\n${logTail(logFile, logLinesShown).replace(/^/gm, '    ')}`;
}
