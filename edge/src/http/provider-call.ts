import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { readBoundedText } from './bounded-text.ts';

/** How adapters of other companies' APIs reach the world; tests pass their own. */
export interface ProviderDeps {
  readonly fetcher: typeof fetch;
  readonly random: (length: number) => Uint8Array<ArrayBuffer>;
  readonly pause: (timeMs: number) => Promise<void>;
  /** Default: `providerTimeoutMs`. */
  readonly timeoutMs?: number;
}

export interface ProviderAnswer {
  readonly status: number;
  /** From `Retry-After`, when it was a number of seconds. */
  readonly retryAfterMs: number | undefined;
  /** Undefined when the body was not JSON. */
  readonly body: unknown;
}

/**
 * One POST to a provider. Redirects are not followed: they would carry our credentials elsewhere.
 * @throws AppError `unavailable` when there was no answer in time, or an endless one; it may have been carried out
 */
export async function callProvider(
  { fetcher, timeoutMs = limits.providerTimeoutMs }: Pick<ProviderDeps, 'fetcher' | 'timeoutMs'>,
  url: string,
  init: { readonly headers: Record<string, string>; readonly body: string },
): Promise<ProviderAnswer> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetcher(url, { method: 'POST', redirect: 'manual', signal, ...init });
    const text = await readBoundedText(answer, limits.providerAnswerBytesMax);
    const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
    return {
      status: answer.status,
      retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined,
      body: parsed(text),
    };
  } catch (cause) {
    throw new AppError('unavailable', { cause });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
