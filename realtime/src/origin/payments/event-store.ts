import type { PaymentProviderName, ProviderFact } from '@halobuzz/core/payments/provider-facts';
import type { VerifiedEvent } from './provider-port.ts';

/** A webhook that was proven and stored. */
export interface StoredEvent {
  readonly id: string;
  readonly provider: PaymentProviderName;
  readonly eventId: string;
  readonly facts: readonly ProviderFact[];
  readonly tries: number;
}

/** Every webhook once, stored before it is answered. */
export interface EventStore {
  /** @returns undefined when it is there already, whatever became of it */
  add(provider: PaymentProviderName, event: VerifiedEvent, nextAtMs: number): Promise<StoredEvent | undefined>;
  /** The next event that is due, if any: nobody else gets it before `leaseMs` are over. */
  claimDue(nowMs: number, leaseMs: number): Promise<StoredEvent | undefined>;
  done(id: string): Promise<void>;
  /** Another try at this time; undefined: given up, but for a look now and then at those of {@link givenUpOnes}. */
  failed(id: string, error: string, nextAtMs: number | undefined): Promise<void>;
  /** Events that were given up, by id. */
  givenUpOnes(after: string | undefined, limit: number): Promise<readonly StoredEvent[]>;
  /** How many were given up. */
  givenUp(): Promise<number>;
}
