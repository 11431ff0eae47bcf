/** What two accounts may have in common. Each is kept as a keyed hash. */
export const signalKinds = ['payment', 'device', 'address'] as const;
export type SignalKind = (typeof signalKinds)[number];

/** How likely one person is behind both, by one shared signal of a kind that nobody else shares. */
const weights: Readonly<Record<SignalKind, number>> = { payment: 0.9, device: 0.8, address: 0.3 };

/** From which strength a link is shown to people at all, and from which it is called strong. */
export const linkShownFrom = 0.25;
export const linkStrongFrom = 0.7;

export interface SharedSignal {
  readonly kind: SignalKind;
  /** Accounts that share it, the two included. */
  readonly sharers: number;
}

/**
 * How likely it is, between 0 and 1, that one person is behind two accounts. A signal that many share says less: a
 * family's tablet, then a school's network; past `sharersMax` nothing. Kinds are taken as independent, so they add up as
 * probabilities do; of one kind the best counts, as ten devices of one household are one household.
 */
export function linkStrength(shared: readonly SharedSignal[], sharersMax: number): number {
  let none = 1;
  for (const kind of signalKinds) {
    const chances = shared
      .filter((signal) => signal.kind === kind && signal.sharers <= sharersMax)
      .map(({ sharers }) => weights[kind] / Math.max(1, Math.sqrt(sharers - 1)));
    none *= 1 - Math.max(0, ...chances);
  }
  return 1 - none;
}
