import { type ErrorCode, errorCodes } from '../errors/codes.ts';

const reasons: ReadonlyMap<number, ErrorCode> = new Map(
  Object.entries(errorCodes).flatMap(([code, spec]): [number, ErrorCode][] =>
    // Object.entries widens keys to string; every key of the registry is an ErrorCode.
    'close' in spec ? [[spec.close, code as ErrorCode]] : [],
  ),
);

/** The code of the registry behind a WebSocket close code; undefined for the network's and for a newer server's. */
export function codeOfClose(closeCode: number): ErrorCode | undefined {
  return reasons.get(closeCode);
}
