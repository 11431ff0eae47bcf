import type { Permission } from '@halobuzz/core/roles';
import type { ComponentType } from 'react';
import { financeRoutes } from './pages/finance/finance-routes.ts';

/** Parts of the navigation, in its order. */
export const areaNames = {
  home: 'Overview',
  safety: 'Trust and safety',
  support: 'Support',
  finance: 'Finance',
  catalogue: 'Catalogue and rules',
  platform: 'Platform',
} as const;
export type Area = keyof typeof areaNames;

export interface ConsoleRoute {
  /** Behind `/console`; `:name` is a parameter. */
  readonly path: string;
  /** In the navigation and the palette; the page itself says its own title. */
  readonly title: string;
  /** Any one of them opens the page; none: all staff. The API checks on its own. */
  readonly needs: readonly Permission[];
  /** Listed there, and opened by `g` and the key. Absent: other pages lead to it. */
  readonly nav?: { readonly area: Area; readonly key?: string };
  /** The page's module, loaded when it is first opened. */
  readonly page: () => Promise<ComponentType>;
}

/** Every page of the console. */
export const routes: readonly ConsoleRoute[] = [
  {
    path: '/',
    title: 'Overview',
    needs: [],
    nav: { area: 'home', key: 'o' },
    page: async () => (await import('./pages/overview/overview-page.tsx')).OverviewPage,
  },
  {
    path: '/cases',
    title: 'Cases',
    needs: ['decide_reports'],
    nav: { area: 'safety', key: 'c' },
    page: async () => (await import('./pages/cases/queue-page.tsx')).QueuePage,
  },
  {
    path: '/cases/statistics',
    title: 'Statistics of cases',
    needs: ['decide_reports'],
    nav: { area: 'safety' },
    page: async () => (await import('./pages/cases/statistics-page.tsx')).StatisticsPage,
  },
  {
    path: '/cases/:id',
    title: 'A case',
    needs: ['decide_reports'],
    page: async () => (await import('./pages/cases/case-page.tsx')).CasePage,
  },
  {
    path: '/audit',
    title: 'Audit log',
    needs: ['read_audit_log'],
    nav: { area: 'platform', key: 'a' },
    page: async () => (await import('./pages/audit/audit-page.tsx')).AuditPage,
  },
  {
    path: '/switches',
    title: 'Switches',
    needs: ['see_switches'],
    nav: { area: 'platform', key: 's' },
    page: async () => (await import('./pages/switches/switches-page.tsx')).SwitchesPage,
  },
  {
    path: '/find',
    title: 'Find a person',
    needs: ['find_account'],
    nav: { area: 'support', key: 'f' },
    page: async () => (await import('./pages/support/find-page.tsx')).FindPage,
  },
  {
    path: '/accounts/:id',
    title: 'A person',
    needs: ['find_account'],
    page: async () => (await import('./pages/support/account-page.tsx')).AccountPage,
  },
  {
    path: '/watch',
    title: 'Live watch',
    needs: ['moderate_any_room'],
    nav: { area: 'safety', key: 'w' },
    page: async () => (await import('./pages/watch/watch-page.tsx')).WatchPage,
  },
  {
    path: '/watch/:id',
    title: 'A room',
    needs: ['moderate_any_room'],
    page: async () => (await import('./pages/watch/room-page.tsx')).RoomPage,
  },
  {
    path: '/keywords',
    title: 'Words in chat',
    needs: ['moderate_any_room'],
    nav: { area: 'safety', key: 'k' },
    page: async () => (await import('./pages/keywords/keywords-page.tsx')).KeywordsPage,
  },
  ...financeRoutes,
  {
    path: '/appeals',
    title: 'Appeals',
    needs: ['decide_reports'],
    nav: { area: 'safety', key: 'p' },
    page: async () => (await import('./pages/appeals/appeals-page.tsx')).AppealsPage,
  },
  {
    path: '/links',
    title: 'Linked accounts',
    needs: ['decide_reports'],
    nav: { area: 'safety', key: 'l' },
    page: async () => (await import('./pages/people-links/links-page.tsx')).LinksPage,
  },
  {
    path: '/catalogue/gifts',
    title: 'Gifts',
    needs: ['see_catalogue'],
    nav: { area: 'catalogue' },
    page: async () => (await import('./pages/catalogue/catalogue-page.tsx')).GiftsPage,
  },
  {
    path: '/catalogue/gifts/:id',
    title: 'A gift',
    needs: ['see_catalogue'],
    page: async () => (await import('./pages/catalogue/item-page.tsx')).GiftPage,
  },
  {
    path: '/catalogue/packages',
    title: 'Coin packages',
    needs: ['see_catalogue'],
    nav: { area: 'catalogue' },
    page: async () => (await import('./pages/catalogue/catalogue-page.tsx')).PackagesPage,
  },
  {
    path: '/catalogue/packages/:id',
    title: 'A coin package',
    needs: ['see_catalogue'],
    page: async () => (await import('./pages/catalogue/item-page.tsx')).PackagePage,
  },
  {
    path: '/rules',
    title: 'Fraud rules and limits',
    needs: ['see_money'],
    nav: { area: 'catalogue' },
    page: async () => (await import('./pages/rules/rules-page.tsx')).RulesPage,
  },
  {
    path: '/rules/new',
    title: 'A new rule',
    needs: ['change_fraud_rules'],
    page: async () => (await import('./pages/rules/rule-page.tsx')).NewRulePage,
  },
  {
    path: '/rules/:id',
    title: 'A rule',
    needs: ['see_money'],
    page: async () => (await import('./pages/rules/rule-page.tsx')).RulePage,
  },
  {
    path: '/findings',
    title: 'Findings',
    needs: ['see_money'],
    nav: { area: 'catalogue' },
    page: async () => (await import('./pages/rules/findings-page.tsx')).FindingsPage,
  },
];
