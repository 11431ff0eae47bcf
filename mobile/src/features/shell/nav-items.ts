import type { IconName } from '../../ui/icon.tsx';

export interface NavItem {
  readonly href: '/' | '/go-live' | '/wallet' | '/account';
  /** Which of the words of `shell.nav` names it. */
  readonly name: 'lobby' | 'goLive' | 'wallet' | 'account';
  readonly icon: IconName;
}

/** The main places, in order. Icons are decoration; the label always stands beside them. */
export const navItems: readonly NavItem[] = [
  { href: '/', name: 'lobby', icon: 'live' },
  { href: '/go-live', name: 'goLive', icon: 'plus' },
  { href: '/wallet', name: 'wallet', icon: 'coin' },
  { href: '/account', name: 'account', icon: 'person' },
];
