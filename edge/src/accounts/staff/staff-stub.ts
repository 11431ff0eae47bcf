import type { Bindings } from '../../env.ts';
import type { StaffObject } from './staff-object.ts';

/** The one {@link StaffObject}. Apart from it, so that routes load outside of workerd, where the documents are made. */
export function staffStub(bindings: Pick<Bindings, 'STAFF'>): DurableObjectStub<StaffObject> {
  return bindings.STAFF.get(bindings.STAFF.idFromName('staff'));
}
