import type { FactorProof } from '@halobuzz/core/api/auth-factors';
import type { PasskeyUse } from '@halobuzz/core/api/auth-passkeys';
import type { PasskeyAssertion } from '@halobuzz/core/api/passkey-credentials';
import type { UpdateProfileRequest } from '@halobuzz/core/api/people';
import type { StaffRole } from '@halobuzz/core/roles';
import type { KeyProof } from '../../tokens/dpop.ts';
import {
  type BegunPasswordChange,
  beginPasswordChange,
  changePassword,
  type PasswordChange,
} from '../credentials/password-change-acts.ts';
import type { PasswordOwner } from '../credentials/password-policy.ts';
import type { PasswordChallenge, PasswordRecord } from '../credentials/password-record.ts';
import {
  type IssuedPasswordReset,
  issuePasswordReset,
  openPasswordReset,
  resetPassword,
} from '../credentials/password-reset-acts.ts';
import {
  type DeviceInfo,
  listDevices,
  removeDevice,
  renameDevice,
  type TrustedDevice,
  trustDevice,
  untrustDevice,
} from '../devices/device-acts.ts';
import {
  type BegunEmailChange,
  beginEmailChange,
  proveEmailChange,
  recordEmailChange,
} from '../email/email-change-acts.ts';
import { issueEmailCode, markEmailVerified, proveEmailCode } from '../email/email-proof.ts';
import { answerChallenge, type ChallengeAnswer, type ChallengeHolder } from '../factors/challenge-acts.ts';
import { type RequestedCode, requestChallengeCode, requestStepUpCode } from '../factors/code-requests.ts';
import {
  type BegunByCode,
  type BegunTotp,
  beginSentCode,
  beginTotp,
  confirmEnrolment,
  type EnrolmentRefusal,
  type EnrolmentResult,
  type SentCodeTarget,
} from '../factors/enrolment.ts';
import { dropFactor, type FactorList, listFactors, remakeBackupCodes, renameFactor } from '../factors/factor-acts.ts';
import type { FactorInfo } from '../factors/factor-info.ts';
import { carryOutFactorReset } from '../factors/factor-reset-acts.ts';
import { type StepUpProof, type StepUpResult, stepUp, stepUpPauseMs } from '../factors/step-up.ts';
import { eraseForAge, turnOfAge } from '../minors/minor-acts.ts';
import type { RecordedName } from '../names/take-name.ts';
import { listPasskeys, type PasskeyInfo } from '../passkeys/list-passkeys.ts';
import {
  type AddedPasskey,
  addPasskey,
  type BegunPasskey,
  beginPasskey,
  type NewPasskey,
  type PasskeyRefusal,
} from '../passkeys/passkey-enrolment.ts';
import { type PasskeyRequest, requestChallengePasskey, requestStepUpPasskey } from '../passkeys/passkey-requests.ts';
import { type PasskeySignIn, signInByPasskey } from '../passkeys/passkey-sign-in.ts';
import type { SignInChallenge } from '../passkeys/sign-in-challenge.ts';
import { type BirthDateState, birthDateState, type SaidBirthDate, sayBirthDate } from '../profile/birth-date-acts.ts';
import { changeProfile } from '../profile/profile-acts.ts';
import type { ProfileTexts } from '../profile/profile-store.ts';
import { spendRequestProof } from '../sessions/dpop-proofs.ts';
import { type EndedSessions, logoutEverywhere } from '../sessions/logout-everywhere.ts';
import {
  endExpiredSessions,
  listSessions,
  refreshSession,
  revokeOtherSessions,
  revokeSession,
} from '../sessions/session-acts.ts';
import type { ArrivalContext } from '../sign-in/begin-session.ts';
import {
  noteFailedSignIn,
  openSession,
  passwordChallenge,
  replacePasswordRecord,
  trustsDevice,
} from '../sign-in/open-session.ts';
import {
  banAccount,
  changeRole,
  endDueBan,
  type OwnAct,
  projectAnew,
  recordOwnAct,
  type StaffAct,
  type StaffActResult,
  type StaffView,
  signOutAccount,
  staffView,
  unbanAccount,
} from '../staff/staff-acts.ts';
import { termsOf } from '../terms/terms-acts.ts';
import type { AcceptedTerms, ShownTerms } from '../terms/terms-store.ts';
import { AccountSupportObject } from './account-support-object.ts';
import type {
  AccountProfile,
  AccountState,
  DeviceProof,
  IssuedCode,
  NewAccount,
  RefreshResult,
  SessionInfo,
  SignInContext,
  SignInResult,
} from './account-types.ts';
import { accountProfile, accountState, createAccount, ownsName } from './identity.ts';
import { forgetStaleDetails } from './stale-details.ts';
import { expireUnverified } from './unverified-expiry.ts';

/**
 * One account: credentials, factors, devices, sessions, state, outbox. Single-threaded, so a decision and its write
 * cannot be parted as long as nothing is awaited between them. Objects that were never created answer like accounts whose
 * password is wrong, and stay empty. Methods only name what can be asked of an account; each act is a function over
 * {@link AccountContext} in the folder of its subject.
 */
export class AccountObject extends AccountSupportObject {
  // Identity
  create(input: NewAccount): Promise<void> {
    return createAccount(this.context, input);
  }
  /** Takes back an account whose username was lost before it could be committed. */
  discard(): Promise<void> {
    return this.context.discard();
  }
  ownsName(digest: string): boolean {
    return ownsName(this.context, digest);
  }
  state(sessionId: string): Promise<AccountState | undefined> {
    return accountState(this.context, sessionId);
  }
  profile(): Promise<AccountProfile | undefined> {
    return accountProfile(this.context);
  }

  /** The newest terms accepted; `shown` is accepted first. */
  terms(shown?: ShownTerms): AcceptedTerms | null {
    return termsOf(this.context, shown);
  }
  changeProfile(change: UpdateProfileRequest): Promise<ProfileTexts | undefined> {
    return changeProfile(this.context, change);
  }
  sayBirthDate(birthDate: string): Promise<SaidBirthDate> {
    return sayBirthDate(this.context, birthDate);
  }
  birthDateSaid(): Promise<BirthDateState> {
    return birthDateState(this.context);
  }
  projectAnew(): boolean {
    return projectAnew(this.context);
  }

  // Staff
  staffView(): Promise<StaffView | undefined> {
    return staffView(this.context);
  }
  ban(by: StaffAct, seconds: number | null): StaffActResult {
    return banAccount(this.context, by, seconds);
  }
  unban(by: StaffAct): StaffActResult {
    return unbanAccount(this.context, by);
  }
  signOut(by: StaffAct): StaffActResult {
    return signOutAccount(this.context, by);
  }
  changeRole(by: StaffAct, role: StaffRole, held: boolean): StaffActResult {
    return changeRole(this.context, by, role, held);
  }
  recordOwnAct(act: OwnAct, requestId: string): void {
    recordOwnAct(this.context, act, requestId);
  }

  // Sign-in
  passwordChallenge(): PasswordChallenge {
    return passwordChallenge(this.context);
  }
  signIn(hash: Uint8Array, request: SignInContext): Promise<SignInResult> {
    return openSession(this.context, hash, request);
  }
  trustsDevice(deviceId: string, proof: DeviceProof): boolean {
    return trustsDevice(this.context, deviceId, proof);
  }
  noteFailedSignIn(): void {
    noteFailedSignIn(this.context);
  }
  replacePassword(expected: PasswordRecord, next: PasswordRecord): void {
    replacePasswordRecord(this.context, expected, next);
  }

  // Second factors
  answerChallenge(key: string, holder: ChallengeHolder, proof: FactorProof): Promise<ChallengeAnswer> {
    return answerChallenge(this.context, key, holder, proof);
  }
  requestChallengeCode(key: string, holder: ChallengeHolder, factorId: string): Promise<RequestedCode> {
    return requestChallengeCode(this.context, key, holder, factorId);
  }
  stepUpPauseMs(sessionId: string): number {
    return stepUpPauseMs(this.context, sessionId);
  }
  stepUp(sessionId: string, proof: StepUpProof): Promise<StepUpResult> {
    return stepUp(this.context, sessionId, proof);
  }
  requestStepUpCode(sessionId: string, factorId: string): Promise<RequestedCode> {
    return requestStepUpCode(this.context, sessionId, factorId);
  }
  factors(): Promise<FactorList> {
    return listFactors(this.context);
  }
  beginTotp(label: string): Promise<BegunTotp | EnrolmentRefusal> {
    return beginTotp(this.context, label);
  }
  beginSentCode(target: SentCodeTarget, label: string): Promise<BegunByCode | EnrolmentRefusal> {
    return beginSentCode(this.context, target, label);
  }
  confirmFactor(sessionId: string, factorId: string, code: string): Promise<EnrolmentResult> {
    return confirmEnrolment(this.context, sessionId, factorId, code);
  }
  renameFactor(sessionId: string, factorId: string, label: string): Promise<FactorInfo | undefined> {
    return renameFactor(this.context, sessionId, factorId, label);
  }
  removeFactor(sessionId: string, factorId: string): boolean {
    return dropFactor(this.context, sessionId, factorId);
  }
  remakeBackupCodes(sessionId: string): Promise<string[] | undefined> {
    return remakeBackupCodes(this.context, sessionId);
  }

  // Passkeys
  passkeys(): Promise<PasskeyInfo[]> {
    return listPasskeys(this.context);
  }
  beginPasskey(sessionId: string, use: PasskeyUse): Promise<BegunPasskey | PasskeyRefusal> {
    return beginPasskey(this.context, sessionId, use);
  }
  addPasskey(sessionId: string, passkey: NewPasskey): Promise<AddedPasskey> {
    return addPasskey(this.context, sessionId, passkey);
  }
  requestChallengePasskey(key: string, holder: ChallengeHolder): Promise<PasskeyRequest> {
    return requestChallengePasskey(this.context, key, holder);
  }
  requestStepUpPasskey(sessionId: string): Promise<PasskeyRequest> {
    return requestStepUpPasskey(this.context, sessionId);
  }
  signInByPasskey(
    credential: PasskeyAssertion,
    ceremony: SignInChallenge,
    request: ArrivalContext,
  ): Promise<PasskeySignIn> {
    return signInByPasskey(this.context, credential, ceremony, request);
  }

  // Sessions
  refresh(sessionId: string, counter: number, key: KeyProof): RefreshResult {
    return refreshSession(this.context, sessionId, counter, key);
  }
  spendProof(proofId: string): boolean {
    return spendRequestProof(this.context, proofId);
  }
  revokeSession(sessionId: string, how: 'signed_out' | 'session_revoked'): boolean {
    return revokeSession(this.context, sessionId, how);
  }
  logoutEverywhere(sessionId: string, keepCurrent: boolean): EndedSessions {
    return logoutEverywhere(this.context, sessionId, keepCurrent);
  }
  revokeOtherSessions(sessionId: string): string[] {
    return revokeOtherSessions(this.context, sessionId);
  }
  sessions(): Promise<SessionInfo[]> {
    return listSessions(this.context);
  }

  // Devices
  devices(): Promise<DeviceInfo[]> {
    return listDevices(this.context);
  }
  renameDevice(deviceId: string, name: string): Promise<DeviceInfo | undefined> {
    return renameDevice(this.context, deviceId, name);
  }
  trustDevice(sessionId: string, secretMac: string): Promise<TrustedDevice | undefined> {
    return trustDevice(this.context, sessionId, secretMac);
  }
  untrustDevice(deviceId: string): Promise<DeviceInfo | undefined> {
    return untrustDevice(this.context, deviceId);
  }
  removeDevice(deviceId: string): string[] | undefined {
    return removeDevice(this.context, deviceId);
  }

  // E-mail
  issueEmailCode(): Promise<IssuedCode | undefined> {
    return issueEmailCode(this.context);
  }
  tryEmailCode(code: string): Promise<string | undefined> {
    return proveEmailCode(this.context, code);
  }
  markEmailVerified(digest: string, beforeMs: number): RecordedName {
    return markEmailVerified(this.context, digest, beforeMs);
  }
  beginEmailChange(sessionId: string, email: string, digest: string): Promise<BegunEmailChange | undefined> {
    return beginEmailChange(this.context, sessionId, email, digest);
  }
  proveEmailChange(code: string): Promise<string | undefined> {
    return proveEmailChange(this.context, code);
  }
  recordEmailChange(sessionId: string, digest: string, beforeMs: number): RecordedName {
    return recordEmailChange(this.context, sessionId, digest, beforeMs);
  }

  // Password
  beginPasswordChange(): Promise<BegunPasswordChange | undefined> {
    return beginPasswordChange(this.context);
  }
  changePassword(sessionId: string, currentHash: Uint8Array, next: PasswordRecord): PasswordChange {
    return changePassword(this.context, sessionId, currentHash, next);
  }
  issuePasswordReset(): Promise<IssuedPasswordReset | undefined> {
    return issuePasswordReset(this.context);
  }
  openPasswordReset(secret: string): Promise<PasswordOwner | undefined> {
    return openPasswordReset(this.context, secret);
  }
  resetPassword(secret: string, next: PasswordRecord): Promise<string[] | undefined> {
    return resetPassword(this.context, secret, next);
  }

  override async alarm(): Promise<void> {
    endDueBan(this.context);
    endExpiredSessions(this.context);
    forgetStaleDetails(this.context);
    turnOfAge(this.context);
    carryOutFactorReset(this.context);
    // In this order: an account that cannot be ended just now still sends what waits.
    await this.context.flush();
    await expireUnverified(this.context);
    await eraseForAge(this.context);
  }
}
