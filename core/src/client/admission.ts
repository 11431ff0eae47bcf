import { type ErrorCode, errorCodes, isErrorCode, type Retry } from '../errors/codes.ts';
import { singleFlight } from './single-flight.ts';
import type { RoomClientDeps, RoomPlace } from './surroundings.ts';

/** Where to connect, and with what. A resume token works once, a ticket too. */
export interface Admission {
  readonly url: string;
  readonly credential: { readonly ticket: string } | { readonly resume: string };
}

/** Why no place was given. `code` is undefined for an outage. */
export interface JoinFailure {
  readonly code: ErrorCode | undefined;
  readonly retry: Retry;
  readonly retryAfterMs: number | undefined;
}

/** Gets a client in: by resume token while it has one, else by a ticket from the edge, with a new access token if need be. */
export class AdmissionDesk {
  readonly #deps: RoomClientDeps;
  readonly #join: () => Promise<RoomPlace>;
  #resume: { readonly token: string; readonly expiresAtMs: number; readonly url: string } | undefined;
  #needsRefresh = false;

  constructor(deps: RoomClientDeps) {
    this.#deps = deps;
    // Left and entered again while the edge still works on an answer: one answer serves.
    this.#join = singleFlight(() => deps.join());
  }

  keepResume(token: string, expiresAtMs: number, url: string): void {
    this.#resume = { token, expiresAtMs, url };
  }

  dropResume(): void {
    this.#resume = undefined;
  }

  /** Rejects with whatever `join` or `refresh` threw: see {@link joinFailureOf}. */
  async next(): Promise<Admission> {
    const resume = this.#resume;
    this.#resume = undefined;
    if (resume !== undefined && resume.expiresAtMs > this.#deps.now()) {
      return { url: resume.url, credential: { resume: resume.token } };
    }
    if (this.#needsRefresh) {
      await this.#deps.refresh?.();
      this.#needsRefresh = false;
    }
    try {
      const { url, ticket } = await this.#join();
      return { url, credential: { ticket } };
    } catch (error) {
      this.#needsRefresh = joinFailureOf(error).retry === 'after_refresh';
      throw error;
    }
  }
}

/** Reads a thrown value; what is none of the registry's codes is an outage. */
export function joinFailureOf(error: unknown): JoinFailure {
  const fields = typeof error === 'object' && error !== null ? error : {};
  const given = 'code' in fields ? fields.code : undefined;
  const code = typeof given === 'string' && isErrorCode(given) ? given : undefined;
  const wait = 'retryAfterMs' in fields ? fields.retryAfterMs : undefined;
  return {
    code,
    retry: code === undefined ? 'later' : errorCodes[code].retry,
    retryAfterMs: typeof wait === 'number' && Number.isFinite(wait) && wait > 0 ? wait : undefined,
  };
}
