/** Bounds of accounts: names, passwords, factors, sessions, devices, mail, staff. A part of {@link limits}. */
export const accountLimits = {
  /** Username, characters; `validation_failed`. */
  usernameCharsMin: 3,
  usernameCharsMax: 24,
  /** E-mail address, characters (RFC 5321 path less brackets); `validation_failed`. */
  emailCharsMax: 254,
  /** Password, characters, tested before anything is hashed; `validation_failed`. */
  passwordCharsMin: 8,
  passwordCharsMax: 128,
  /** Password hashings at once in one isolate; `hashing_busy`. */
  passwordHashingsMax: 4,
  /** Access token life. */
  accessTokenLifeMs: 10 * 60_000,
  /** How long one key signs access tokens, and how long before that it is published (JWKS may be cached for 5 minutes). */
  signingKeyPeriodMs: 30 * 86_400_000,
  signingKeyPublishLeadMs: 15 * 60_000,
  /** How old an isolate's copy of the key ring may be, how often an unknown key id makes it look again, and spare time. */
  signingRingCacheMs: 60_000,
  signingRingRetryMs: 1_000,
  signingKeyMarginMs: 60_000,
  /** A refresh answered twice inside this time gets the same child again. */
  refreshGraceMs: 30_000,
  /** Session life: since the last refresh, and since sign-in. */
  sessionIdleMs: 30 * 86_400_000,
  sessionAbsoluteMs: 180 * 86_400_000,
  /** The same for staff (moderators, support, finance, administrators). */
  staffSessionIdleMs: 3_600_000,
  staffSessionAbsoluteMs: 24 * 3_600_000,
  /** Sessions an account may hold; the least recently used is ended. */
  sessionsPerAccountMax: 50,
  /** How long after proving oneself a sensitive act may follow; `step_up_required`. */
  stepUpAgeMs: 5 * 60_000,
  /** E-mail verification code: life and tries; `code_invalid`. */
  emailCodeLifeMs: 10 * 60_000,
  emailCodeTriesMax: 5,
  /** Second factors of one kind on an account; `conflict`. What its owner calls one, characters; `validation_failed`. */
  factorsPerKindMax: 5,
  factorLabelCharsMax: 40,
  /** A telephone number as typed, characters; `validation_failed`. */
  phoneCharsMax: 32,
  /** A factor begun but not confirmed is gone after this; `code_invalid`. */
  factorEnrolmentLifeMs: 10 * 60_000,
  /** Backup codes made at once, random bits of one, and what may be typed for one, characters; `validation_failed`. */
  backupCodesMax: 10,
  backupCodeBits: 60,
  backupCodeCharsMax: 32,
  /** Challenge for a second factor: its id, characters (`validation_failed`), life (its codes' too) and tries; `challenge_invalid`. */
  challengeIdCharsMax: 256,
  challengeLifeMs: 5 * 60_000,
  challengeTriesMax: 5,
  /** Challenges an account has open at once; the oldest leaves. */
  challengesPerAccountMax: 20,
  /** Wrong second factors in a row before guessable ones pause, the first pause, and the longest; `rate_limited`. */
  factorFailuresMax: 10,
  factorPauseMs: 15 * 60_000,
  factorPauseMaxMs: 24 * 3_600_000,
  /** Codes by SMS and by e-mail that an account may ask for, and in which time; `rate_limited`. */
  factorSmsSendsMax: 5,
  factorEmailSendsMax: 10,
  factorSendWindowMs: 3_600_000,
  /** Passkey ceremony: how long its challenge is good; `passkey_rejected`. */
  passkeyChallengeLifeMs: 5 * 60_000,
  /** Sign-ins by passkey of one account in that time; `rate_limited`. */
  passkeySignInsPerAccountMax: 100,
  /** Parts of a passkey's answer, characters of base64url; a list of its transports, and one of them. `validation_failed`. */
  passkeyIdCharsMax: 1_364,
  passkeyClientDataCharsMax: 4 * 1024,
  passkeyAttestationCharsMax: 16 * 1024,
  passkeyAuthenticatorDataCharsMax: 4 * 1024,
  passkeySignatureCharsMax: 2 * 1024,
  passkeyHandleCharsMax: 86,
  passkeyTransportsMax: 8,
  passkeyTransportCharsMax: 32,
  /** A purchase above this needs a session confirmed by a second factor, minor units of its currency; `mfa_required`. */
  purchaseWithoutMfaMinorMax: 10_000n,
  /** How long the edge may trust a cached account state (bans, revocations). */
  accountStateCacheMs: 2_000,
  /** Failed sign-ins per identifier before a pause; counted apart, requests to reset its password, and codes mailed to it; `rate_limited`. */
  loginFailuresMax: 10,
  loginFailureWindowMs: 15 * 60_000,
  /** Devices an account keeps; the one seen longest ago leaves that is neither trusted nor signed in. */
  devicesPerAccountMax: 100,
  /** DPoP nonces: each is taken for its own period, the one before and the one after; `use_dpop_nonce`. */
  dpopNonceLifeMs: 60_000,
  /** A DPoP proof's own time may differ by this much, so that a phone's clock need not be right; `invalid_dpop_proof`. */
  dpopProofSkewMs: 5 * 60_000,
  /** Used DPoP proofs that an account and an isolate remember; above, `invalid_dpop_proof`, and the oldest leaves. */
  dpopProofsPerAccountMax: 2_000,
  dpopProofsPerIsolateMax: 20_000,
  /** Name of a device, characters; `validation_failed`. */
  deviceNameCharsMax: 64,
  /** Devices trusted at once (the oldest trust ends), and for how long. A pause brought about by others holds none of them. */
  trustedDevicesPerAccountMax: 10,
  deviceTrustMs: 30 * 86_400_000,
  /** First pause after too many failed sign-ins; it doubles with each further one, up to the window. */
  loginBackoffMs: 1_000,
  /**
   * Acts of one address (IPv4, or IPv6 /64) before it has to wait; `rate_limited`. Failed sign-ins and tried codes are
   * counted in `loginFailureWindowMs`, the others in `addressWindowMs`. Wide, because thousands of phones share an
   * address behind a carrier; what one account or name may do is bounded more narrowly elsewhere.
   */
  addressSignInFailuresMax: 100,
  addressCodeTriesMax: 200,
  addressSignUpsMax: 50,
  addressMailsMax: 100,
  addressPasswordResetsMax: 50,
  addressSmsMax: 20,
  addressWindowMs: 3_600_000,
  /** In development everybody comes from loopback, which has this many times as much room. */
  addressLoopbackRatio: 20,
  /** Names for which one password was wrong within the window before sign-ins with it slow down; `rate_limited`. */
  sprayNamesMax: 100,
  sprayWindowMs: 3_600_000,
  /** Sign-ins a minute with such a password from devices that nobody trusts. */
  sprayAdmittedPerMinuteMax: 10,
  /** How long an isolate remembers such a password, and how many of them; the oldest is forgotten. */
  sprayHotCacheMs: 10 * 60_000,
  sprayHotBucketsMax: 1_000,
  /** Failed sign-ins on a name before Turnstile, where it is set up, is asked for; `challenge_required`. */
  challengeFailuresMin: 3,
  /** Challenge token, characters (Cloudflare's own bound); `validation_failed`. */
  challengeTokenCharsMax: 2_048,
  /** A code to reset a password; older ones are `code_invalid`. */
  passwordResetLifeMs: 30 * 60_000,
  /** That code as it is pasted, characters; `validation_failed`. */
  passwordResetCodeCharsMax: 128,
  /** Mails with such a code that one account gets in `emailSendWindowMs`; further requests answer alike and send nothing. */
  passwordResetSendsMax: 5,
  /** An account whose e-mail address nobody proved by then ends, and its username is free. */
  unverifiedAccountLifeMs: 7 * 86_400_000,
  /** A name reserved but not committed is free again after this. */
  nameReservationMs: 60_000,
  /** Verification e-mails an account may ask for, and in which time; `rate_limited`. */
  emailSendsMax: 5,
  emailSendWindowMs: 3_600_000,
  /** When to try again after `hashing_busy`. */
  passwordHashingRetryMs: 500,
  /** Account states one isolate of the edge caches; the oldest leaves. */
  accountStateCacheEntriesMax: 10_000,
  /** Security events an account keeps; the oldest leaves. */
  securityEventsPerAccountMax: 200,
  /** Rows an account's outbox sends in one go, and the first and longest pause of what failed. */
  outboxBatchRowsMax: 50,
  outboxRetryMinMs: 500,
  outboxRetryMaxMs: 60_000,
  /** Notices (mails about the account) waiting while no mail can be sent, and their age; beyond either they are dropped. */
  noticesWaitingMax: 50,
  noticeLifeMs: 24 * 3_600_000,
  /** One delivery of a revocation: short, because it must be off within 2 s after an outage ends. */
  revocationTimeoutMs: 1_000,
  /** Pause of a revocation relay while the origin is away; with the time above it stays below the 2 s promised. */
  revocationRelayPauseMs: 500,
  /** Revocations one relay holds during an outage; above, accounts keep their own and back off. */
  revocationRelayRowsMax: 200_000,
  /** Revocations in one request of a relay; `validation_failed`. */
  revocationBatchMax: 200,
  /** One request edge → origin, and its answer; `unavailable`. */
  originTimeoutMs: 5_000,
  originAnswerBytesMax: 1024 * 1024,
  /** Answer of the breached-password range service, bytes and time; past either the check counts as unreachable. */
  breachedRangeBytesMax: 256 * 1024,
  breachedRangeTimeoutMs: 2_000,
  /** One call of a provider (mail, SMS, challenges), its answer, tries in a row and the pauses between; `unavailable`. */
  providerTimeoutMs: 5_000,
  providerAnswerBytesMax: 64 * 1024,
  providerTriesMax: 3,
  providerPauseMinMs: 250,
  providerPauseMaxMs: 2_000,
  /** What text messages may cost in 24 hours unless the operator says so, US dollars; `unavailable`. */
  smsSpendPerDayUsdDefault: 50,
  /** Text messages to one number in 24 hours; `rate_limited`. One country's share of the day's budget; `unavailable`. */
  smsPerNumberMax: 10,
  smsCountryPercentMax: 50,
  /** What a text message is said to cost in development, millionths of a US dollar. */
  smsPriceMicrosDefault: 100_000,
  /** Messages the development mailbox keeps; the oldest leaves. */
  devMailboxMessagesMax: 2_000,
  /** Media token life. */
  mediaTokenLifeMs: 30 * 60_000,
  /** Display name and bio, characters; `validation_failed`. */
  displayNameCharsMax: 40,
  bioCharsMax: 200,
  /** People that one account follows (`follows_full`) and blocks (`blocks_full`). */
  followsPerAccountMax: 5_000,
  blocksPerAccountMax: 1_000,
  /** Counters that share the followers of one account, so that many who follow at once seldom wait for each other. */
  followerCountSlotsMax: 64,
  /** One change of a relation with all its repetitions; past it `unavailable`. */
  relationTimeoutMs: 4_000,
  /** Reports that one account makes in a day (`rate_limited`), and a report's note, characters; `validation_failed`. */
  reportsPerDayMax: 30,
  reportNoteCharsMax: 500,
  /** A staff member's reason for an act, characters; `validation_failed`. */
  staffReasonCharsMin: 3,
  staffReasonCharsMax: 300,
  /** Longest ban that a moderator may set, seconds; `forbidden`. */
  moderatorBanSecondsMax: 30 * 86_400,
  /** Accounts projected anew by one request of an operator. */
  reprojectAccountsMax: 50,
  /** Requests per client address and minute on credential routes; `rate_limited`. */
  credentialRequestsPerMinuteMax: 120,
  /** Service assertion edge → origin: life and clock difference tolerated; `service_assertion_invalid`. */
  serviceAssertionLifeMs: 30_000,
  serviceAssertionSkewMs: 5_000,
  /** A used assertion is remembered for this much longer than it could be valid. */
  serviceAssertionReplayMarginMs: 30_000,
} as const;
