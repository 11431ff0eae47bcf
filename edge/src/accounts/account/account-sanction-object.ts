import type { AccountAppealDecision, AccountSanctionView, StaffSanctions } from '@halobuzz/core/api/account-sanctions';
import {
  type ImposeOrder,
  type ImposeResult,
  imposeSanction,
  liftSanction,
  ownSanctions,
  type SanctionChange,
  staffSanctions,
} from '../staff/sanction-acts.ts';
import {
  type Appealed,
  acknowledgeSanction,
  appealByLink,
  appealSanction,
  decideAppeal,
  readByLink,
} from '../staff/sanction-appeals.ts';
import type { StaffAct } from '../staff/staff-acts.ts';
import { AccountPrivacyObject } from './account-privacy-object.ts';

/** What may be done to an account as such, and what its owner may say against it. A part of {@link AccountObject}. */
export abstract class AccountSanctionObject extends AccountPrivacyObject {
  imposeSanction(order: ImposeOrder): Promise<ImposeResult> {
    return imposeSanction(this.context, order);
  }
  liftSanction(by: StaffAct, id: string, version: number): SanctionChange {
    return liftSanction(this.context, by, id, version);
  }
  staffSanctions(): Promise<StaffSanctions | undefined> {
    return staffSanctions(this.context);
  }
  decideAppeal(
    by: StaffAct,
    id: string,
    decision: Pick<AccountAppealDecision, 'outcome' | 'note' | 'version'>,
  ): Promise<SanctionChange> {
    return decideAppeal(this.context, by, id, decision);
  }

  sanctions(): Promise<AccountSanctionView[]> {
    return ownSanctions(this.context);
  }
  acknowledgeSanction(id: string): Promise<Appealed> {
    return acknowledgeSanction(this.context, id);
  }
  appealSanction(id: string, text: string): Promise<Appealed> {
    return appealSanction(this.context, id, text);
  }
  readAppealLink(token: string): Promise<AccountSanctionView | undefined> {
    return readByLink(this.context, token);
  }
  appealByLink(token: string, text: string): Promise<Appealed> {
    return appealByLink(this.context, token, text);
  }
}
