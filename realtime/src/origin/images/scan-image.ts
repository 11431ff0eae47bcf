import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { readBounded } from '../http/bounded-body.ts';

/** Looks at a picture as it was sent, before anything unfolds it. @throws AppError `image_refused`, `unavailable` */
export type ScanImage = (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;

/** Pictures are made anew whatever is in them; a scanner is for who wants to know. */
export const noScanner: ScanImage = async () => undefined;

/**
 * ClamAV behind its REST service (github.com/ajilach/clamav-rest): the file as the form field `file` of `POST /scan`; 200
 * clean, 406 infected, anything else no answer. No answer is no yes.
 */
export function httpScanner(settings: { readonly url: string }, fetcher: typeof fetch = fetch): ScanImage {
  return async (bytes) => {
    const form = new FormData();
    form.set('file', new Blob([bytes]), 'image');
    const status = await answered(() =>
      fetcher(new URL('/scan', settings.url), {
        ...{ method: 'POST', body: form, redirect: 'manual' },
        signal: AbortSignal.timeout(limits.imageScanTimeoutMs),
      }),
    );
    if (status === 406) throw new AppError('image_refused');
    if (status !== 200) throw new AppError('unavailable', { cause: new Error(`the scanner answered ${status}`) });
  };
}

/** Reads the answer to its end, so that the connection can be used again. */
async function answered(call: () => Promise<Response>): Promise<number> {
  try {
    const response = await call();
    await readBounded(response, limits.imageScanAnswerBytesMax, () => new Error('the scanner says too much'));
    return response.status;
  } catch (cause) {
    throw new AppError('unavailable', { cause });
  }
}
