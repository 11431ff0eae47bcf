import {
  approveFactorReset,
  askFactorReset,
  type FactorResetResult,
  stopFactorReset,
} from '../factors/factor-reset-acts.ts';
import { type OpenRequest, openedOf, openPerson } from '../staff/open-acts.ts';
import type { OpenRight } from '../staff/open-store.ts';
import type { StaffAct, StaffActResult } from '../staff/staff-acts.ts';
import {
  cancelErasureFor,
  endSessionFor,
  noteVerificationMail,
  removeDeviceFor,
  signInDigests,
  unlockAccount,
} from '../staff/support-acts.ts';
import { type ShownEvent, type SupportView, securityEvents, supportView } from '../staff/support-view.ts';
import { AccountSanctionObject } from './account-sanction-object.ts';

/** What support sees of an account and does for who has it. A part of {@link AccountObject}. */
export abstract class AccountSupportObject extends AccountSanctionObject {
  // In the account of who reads
  openPerson(request: OpenRequest): OpenRight[] | undefined {
    return openPerson(this.context, request);
  }
  openedOf(accountId: string, sessionId: string): OpenRight[] {
    return openedOf(this.context, accountId, sessionId);
  }

  // In the account that is read, or helped
  supportView(): SupportView | undefined {
    return supportView(this.context);
  }
  securityEvents(): ShownEvent[] {
    return securityEvents(this.context);
  }
  endSessionFor(by: StaffAct, sessionId: string): StaffActResult {
    return endSessionFor(this.context, by, sessionId);
  }
  removeDeviceFor(by: StaffAct, deviceId: string): StaffActResult {
    return removeDeviceFor(this.context, by, deviceId);
  }
  unlock(by: StaffAct): StaffActResult {
    return unlockAccount(this.context, by);
  }
  signInDigests(): string[] {
    return signInDigests(this.context);
  }
  noteVerificationMail(by: StaffAct): StaffActResult {
    return noteVerificationMail(this.context, by);
  }
  cancelErasureFor(by: StaffAct): StaffActResult {
    return cancelErasureFor(this.context, by);
  }
  askFactorReset(by: StaffAct): FactorResetResult {
    return askFactorReset(this.context, by);
  }
  approveFactorReset(by: StaffAct, resetId: string): FactorResetResult {
    return approveFactorReset(this.context, by, resetId);
  }
  stopFactorReset(by: StaffAct, resetId: string): FactorResetResult {
    return stopFactorReset(this.context, by, resetId);
  }
}
