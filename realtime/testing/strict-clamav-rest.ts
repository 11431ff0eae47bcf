import { type LocalProvider, startLocalProvider } from '@halobuzz/core/testing/local-provider';

/** What every scanner finds, so that scanners can be tried (eicar.org). In two halves: our own files shall not hold it. */
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('-');

/**
 * ClamAV's REST service as its documentation describes it (github.com/ajilach/clamav-rest, "Status codes"): one file as a
 * part of a form with a filename, at `POST /scan`.
 */
export function startStrictClamavRest(): Promise<LocalProvider> {
  return startLocalProvider(({ method, path, headers, body }) => {
    if (path !== '/scan') return { status: 404, body: {} };
    if (method !== 'POST') return { status: 405, body: {} };
    const [, boundary] = /^multipart\/form-data; ?boundary=(\S+)$/.exec(headers.get('content-type') ?? '') ?? [];
    if (boundary === undefined || !body.includes(`--${boundary}--`)) return { status: 412, body: {} };
    const parts = body.split(`--${boundary}`).slice(1, -1);
    if (parts.length !== 1) return { status: 412, body: {} };
    if (!/content-disposition: form-data; name="file"; filename="[^"]+"/i.test(parts[0] ?? '')) {
      return { status: 422, body: {} };
    }
    if (body.includes(eicar)) return { status: 406, body: { Status: 'FOUND', Description: 'Eicar-Test-Signature' } };
    return { status: 200, body: { Status: 'OK', Description: '' } };
  });
}
