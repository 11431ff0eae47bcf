import type { CaseRouteDeps } from '../cases/case-routes.ts';

const notHere = (): Promise<never> => Promise.reject(new Error('this needs real stores: see real-origin.ts'));

/** No cases. They are tested over real stores alone. */
export const noCases = {
  cases: {
    ...{ get: notHere, list: notHere, take: notHere, takeNext: notHere, renew: notHere, release: notHere },
    ...{ handOver: notHere, complete: notHere, releaseExpired: notHere, reportsOf: notHere, noteAppeal: notHere },
  },
  caseDecisions: { decide: notHere, ordersOf: notHere, dueOrders: notHere, finishOrder: notHere },
  orderActs: { endBroadcast: notHere, removeMessage: notHere, removePicture: notHere },
  rolesOf: notHere,
} satisfies Pick<CaseRouteDeps, 'cases' | 'caseDecisions' | 'orderActs' | 'rolesOf'>;
