import type { EvasionLink } from '@halobuzz/core/api/evasion';

const kinds = { payment: 'a payment card', device: 'a device', address: 'the network of the sign-up' } as const;

/** `a device, which 2 accounts share`. */
export function sharedInWords({ kind, sharers }: EvasionLink['shared'][number]): string {
  return `${kinds[kind]}, which ${sharers} accounts share`;
}

export function likelihoodInWords({ strength, strong }: Pick<EvasionLink, 'strength' | 'strong'>): string {
  return `${Math.round(strength * 100)} % (${strong ? 'strong' : 'weak'})`;
}
