const needs = ['see_money'] as const;
const nav = { area: 'finance' } as const;

/** Pages of finance; routes.ts says what a route is. */
export const financeRoutes = [
  {
    ...{ path: '/finance', title: 'Money overview', needs, nav: { ...nav, key: 'm' } },
    page: async () => (await import('./finance-page.tsx')).FinancePage,
  },
  {
    ...{ path: '/finance/payments', title: 'Payments', needs, nav: { ...nav, key: 'y' } },
    page: async () => (await import('./payments-page.tsx')).PaymentsPage,
  },
  {
    ...{ path: '/finance/payments/:id', title: 'A payment', needs },
    page: async () => (await import('./payment-page.tsx')).PaymentPage,
  },
  {
    ...{ path: '/finance/refunds', title: 'Refunds', needs, nav },
    page: async () => (await import('./refunds-page.tsx')).RefundsPage,
  },
  {
    ...{ path: '/finance/disputes', title: 'Disputes', needs, nav },
    page: async () => (await import('./disputes-page.tsx')).DisputesPage,
  },
  {
    ...{ path: '/finance/payouts', title: 'Payouts', needs, nav },
    page: async () => (await import('./payouts-page.tsx')).PayoutsPage,
  },
  {
    ...{ path: '/finance/payouts/:id', title: 'A payout', needs },
    page: async () => (await import('./payout-page.tsx')).PayoutPage,
  },
  {
    ...{ path: '/finance/approvals', title: 'Approvals', needs, nav },
    page: async () => (await import('./approvals-page.tsx')).ApprovalsPage,
  },
  {
    ...{ path: '/finance/approvals/:id', title: 'A request', needs },
    page: async () => (await import('./approval-page.tsx')).ApprovalPage,
  },
  {
    ...{ path: '/finance/differences', title: 'Differences', needs, nav },
    page: async () => (await import('./differences-page.tsx')).DifferencesPage,
  },
  {
    ...{ path: '/finance/differences/:id', title: 'A difference', needs },
    page: async () => (await import('./difference-page.tsx')).DifferencePage,
  },
  {
    ...{ path: '/finance/ledger', title: 'Ledger', needs, nav: { ...nav, key: 'b' } },
    page: async () => (await import('./ledger-page.tsx')).LedgerPage,
  },
  {
    ...{ path: '/finance/transactions', title: 'Transactions', needs, nav },
    page: async () => (await import('./transactions-page.tsx')).TransactionsPage,
  },
  {
    ...{ path: '/finance/transactions/:tx', title: 'An entry', needs },
    page: async () => (await import('./transaction-page.tsx')).TransactionPage,
  },
  {
    ...{ path: '/finance/wallets', title: 'Wallets', needs, nav },
    page: async () => (await import('./wallets-page.tsx')).WalletsPage,
  },
  {
    ...{ path: '/finance/promotions', title: 'Promotions', needs, nav },
    page: async () => (await import('./promotions-page.tsx')).PromotionsPage,
  },
  {
    ...{ path: '/finance/rates', title: 'Payout rates', needs, nav },
    page: async () => (await import('./rates-page.tsx')).RatesPage,
  },
  {
    ...{ path: '/finance/exports', title: 'Exports', needs: ['export_ledger'] as const, nav },
    page: async () => (await import('./exports-page.tsx')).ExportsPage,
  },
];
