import type { IconName } from '../../ui/icon.tsx';
import { strings } from '../../ui/strings.ts';

export interface NavItem {
  readonly href: '/' | '/go-live' | '/wallet' | '/account';
  readonly label: string;
  readonly icon: IconName;
}

/** The main places, in order. Icons are decoration; the label always stands beside them. */
export const navItems: readonly NavItem[] = [
  { href: '/', label: strings.nav.lobby, icon: 'live' },
  { href: '/go-live', label: strings.nav.goLive, icon: 'plus' },
  { href: '/wallet', label: strings.nav.wallet, icon: 'coin' },
  { href: '/account', label: strings.nav.account, icon: 'person' },
];
