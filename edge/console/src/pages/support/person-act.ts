import { type SupportPerson, supportPersonSchema } from '@halobuzz/core/api/support';
import { call } from '../../api/call.ts';

/** Does something to an account; answers how it is then. `path` stands behind the account. */
export function personAct(accountId: string, path: string, body: object): Promise<SupportPerson> {
  return call({ method: 'POST', path: `/admin/accounts/${accountId}/${path}`, body, schema: supportPersonSchema });
}
