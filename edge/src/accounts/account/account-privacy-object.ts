import { DurableObject } from 'cloudflare:workers';
import type { CampaignMail } from '@halobuzz/core/api/internal-consents';
import type { MinorView, ParentReceipt, PrivacySettings } from '@halobuzz/core/api/privacy-requests';
import type { ConsentDecision, ConsentStanding } from '@halobuzz/core/privacy/consent';
import type { AskedConsent } from '@halobuzz/core/privacy/consent-notices';
import type { Bindings } from '../../env.ts';
import {
  type ClosedAccount,
  type ClosingResult,
  closeForErasure,
  describeClosed,
  emptyErased,
  sendFarewell,
} from '../../privacy/erasure/account-closing.ts';
import { type BegunErasure, beginErasure, cancelErasure } from '../../privacy/erasure/account-erasure-acts.ts';
import {
  type AccountSection,
  type ExportOwner,
  exportAccountPart,
  exportOwner,
  noteExport,
} from '../../privacy/exports/account-data.ts';
import { changePrivacySettings } from '../../privacy/requests/change-privacy-settings.ts';
import { correctBirthDate } from '../../privacy/requests/correct-birth-date.ts';
import { readPrivacySettings } from '../../privacy/requests/privacy-settings-store.ts';
import { type PrivacyRequestNews, tellOfRequest } from '../../privacy/requests/tell-of-request.ts';
import {
  type ConsentAnswers,
  consentHistory,
  consentStandings,
  type DecidedConsents,
  decideConsents,
  mayReport,
  type ReportVerdict,
  withdrawMarketing,
} from '../consents/consent-acts.ts';
import { createReportBound } from '../consents/report-bound.ts';
import { offerCampaign } from '../consents/take-campaign.ts';
import { type AskedParent, answerParent, askParent } from '../minors/minor-acts.ts';
import { minorViewOf } from '../minors/minor-state.ts';
import { type ParentAct, readParentDecisions } from '../minors/minor-store.ts';
import type { StaffAct, StaffActResult } from '../staff/staff-acts.ts';
import { AccountContext } from './account-context.ts';
import { migrateAccount } from './account-store.ts';

/**
 * What people may ask of their account for the sake of their privacy: consents, exports, erasure and their other rights.
 * A part of {@link AccountObject}, apart because one file would be too long.
 */
export abstract class AccountPrivacyObject extends DurableObject<Bindings> {
  protected readonly context: AccountContext;
  readonly #reports = createReportBound(() => Date.now());

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    migrateAccount(ctx.storage.sql);
    this.context = new AccountContext(ctx, env);
  }

  // Privacy
  privacySettings(): PrivacySettings {
    return readPrivacySettings(this.context.sql);
  }
  changePrivacySettings(settings: PrivacySettings): PrivacySettings | undefined {
    return changePrivacySettings(this.context, settings);
  }
  minor(): Promise<MinorView | undefined> {
    return minorViewOf(this.context);
  }
  askParent(digest: string): Promise<AskedParent> {
    return askParent(this.context, digest);
  }
  answerParent(act: ParentAct, code: string, granted: boolean): Promise<string | undefined> {
    return answerParent(this.context, act, code, granted);
  }
  parentDecisions(): ParentReceipt[] {
    return readParentDecisions(this.context.sql);
  }
  correctBirthDate(by: StaffAct, birthDate: string): Promise<StaffActResult> {
    return correctBirthDate(this.context, by, birthDate);
  }
  tellOfRequest(news: PrivacyRequestNews): void {
    tellOfRequest(this.context, news);
  }

  // Exports
  exportOwner(): Promise<ExportOwner | undefined> {
    return exportOwner(this.context);
  }
  exportPart(section: AccountSection): Promise<string | undefined> {
    return exportAccountPart(this.context, section);
  }
  noteExport(kind: 'export_ready' | 'export_failed'): void {
    noteExport(this.context, kind);
  }

  // Consents
  consents(): Record<AskedConsent, ConsentStanding> {
    return consentStandings(this.context);
  }
  decideConsents(request: ConsentAnswers): DecidedConsents {
    return decideConsents(this.context, request);
  }
  consentHistory(): ConsentDecision[] {
    return consentHistory(this.context);
  }
  withdrawMarketing(): void {
    withdrawMarketing(this.context);
  }
  /** Whether so many events may be counted now, by the ledger itself and not by what somebody remembers of it. */
  mayReport(events: number): ReportVerdict {
    return mayReport(this.context, this.#reports, events);
  }
  offerCampaign(mail: CampaignMail, delayMs: number): boolean {
    return offerCampaign(this.context, mail, delayMs);
  }

  // Erasure
  beginErasure(erasureId: string): Promise<BegunErasure> {
    return beginErasure(this.context, erasureId);
  }
  cancelErasure(token: string): Promise<string | undefined> {
    return cancelErasure(this.context, token);
  }
  closeForErasure(erasureId: string): Promise<ClosingResult> {
    return closeForErasure(this.context, erasureId);
  }
  describeClosed(erasureId: string): Promise<ClosedAccount> {
    return describeClosed(this.context, erasureId);
  }
  sendFarewell(erasureId: string, certificateId: string): Promise<number> {
    return sendFarewell(this.context, erasureId, certificateId);
  }
  emptyErased(erasureId: string): Promise<boolean> {
    return emptyErased(this.context, erasureId);
  }
}
