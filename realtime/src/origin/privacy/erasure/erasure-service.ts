import type {
  ErasureFailure,
  ErasureStepRequest,
  ErasureStepResult,
  MoneyOutlook,
} from '@halobuzz/core/api/internal-erasure';
import type { Actor } from '@halobuzz/core/tokens';

/** What the origin does for the erasure of an account, which the edge carries out step by step. */
export interface ErasureService {
  /** What of the actor's money and broadcasts stands in the way, or would be lost. @throws AppError `unavailable` */
  readonly outlook: (actor: Actor) => Promise<MoneyOutlook>;
  /** One bounded piece of a step. May be repeated: what is gone stays gone. */
  readonly step: (request: ErasureStepRequest) => Promise<ErasureStepResult>;
  /** A step failed at the edge: counted, and an error in the log once it has been failing for long. */
  readonly failed: (failure: ErasureFailure) => void;
  /** After a restore: what is kept under subjects of erased accounts, whoever they were. May be repeated. */
  readonly subjects: (subjects: readonly string[]) => Promise<ErasureStepResult>;
}

/** Who is erased. `subject` is empty where nobody knows it any more. */
export type ErasedPerson = Pick<ErasureStepRequest, 'accountId' | 'subject' | 'username' | 'erasureId'>;

export type Counts = Readonly<Record<string, number>>;

/** `more`: call again; nothing has to happen in between. */
export function pieceDone(counts: Counts): ErasureStepResult {
  return { done: true, waits: false, counts: { ...counts } };
}
export function pieceMore(counts: Counts): ErasureStepResult {
  return { done: false, waits: false, counts: { ...counts } };
}
/** Something else has to happen first: an entry has to be committed, a payment to end. */
export function pieceWaits(counts: Counts = {}): ErasureStepResult {
  return { done: false, waits: true, counts: { ...counts } };
}
