import { limits } from '@halobuzz/core/limits';
import { hasTable } from '../accounts/account/sql.ts';
import { type Bindings, type Config, requireConfig } from '../env.ts';
import { logLine } from '../observability/log-line.ts';
import { type OriginClient, originClientOf } from '../origin/client.ts';

/**
 * One of the long jobs of a privacy object. `run` does one bounded piece of what is due and writes down how far it came, so
 * that jobs take turns and a crash repeats one piece. It never throws for what it can retry: it moves its own due time.
 */
export interface PrivacyJob {
  readonly name: string;
  /** When the next piece is due, in milliseconds since 1970; undefined: there is none. Called with tables that exist. */
  readonly dueAtMs: (sql: SqlStorage) => number | undefined;
  readonly run: (context: PrivacyContext) => Promise<void>;
}

/** What the jobs and acts of one privacy object work on. */
export class PrivacyContext {
  readonly env: Bindings;
  readonly #state: DurableObjectState;
  readonly #jobs: readonly PrivacyJob[];

  constructor(state: DurableObjectState, env: Bindings, jobs: readonly PrivacyJob[]) {
    this.#state = state;
    this.env = env;
    this.#jobs = jobs;
  }

  get sql(): SqlStorage {
    return this.#state.storage.sql;
  }

  get config(): Config {
    return requireConfig(this.env);
  }

  get origin(): OriginClient {
    return originClientOf(this.env);
  }

  /** One synchronous transaction; the alarm is planned for what it made due before the call is answered. */
  change<T>(work: (nowMs: number) => T): T {
    const result = this.#state.storage.transactionSync(() => work(Date.now()));
    this.#state.waitUntil(this.#plan());
    return result;
  }

  /** Runs one piece of each job that is due, then plans the next. A job that throws holds no other back. */
  async runDue(): Promise<void> {
    // Set first: whatever happens here, the next try is planned.
    await this.#state.storage.setAlarm(Date.now() + limits.privacyJobRetryMs);
    let stopped = false;
    for (const job of this.#jobs) {
      try {
        const dueMs = this.#dueOf(job);
        if (dueMs !== undefined && dueMs <= Date.now()) await job.run(this);
      } catch (error) {
        stopped = true;
        logLine('error', `privacy: ${job.name} stopped: ${error instanceof Error ? error.message : 'unknown'}`);
      }
    }
    // What stopped did not move its own due time, and must not drum: it waits for the next try, and so do the others.
    if (!stopped) await this.#plan();
  }

  #dueOf(job: PrivacyJob): number | undefined {
    return hasTable(this.sql, 'owner') ? job.dueAtMs(this.sql) : undefined;
  }

  async #plan(): Promise<void> {
    const due = this.#jobs.flatMap((job) => this.#dueOf(job) ?? []);
    if (due.length === 0) await this.#state.storage.deleteAlarm();
    else await this.#state.storage.setAlarm(Math.max(Math.min(...due), Date.now()));
  }
}
