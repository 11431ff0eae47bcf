import type { AuditRouteDeps } from '../audit/audit-routes.ts';
import { notHere } from './fakes.ts';

/** No walk over the audit log. It is tested over real stores alone. */
export const noAuditChecks = {
  auditChecks: { load: notHere, save: notHere, after: notHere, at: notHere, length: notHere },
} satisfies Pick<AuditRouteDeps, 'auditChecks'>;
