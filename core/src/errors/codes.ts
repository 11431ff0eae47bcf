/**
 * The only error registry. `status`: HTTP status. `close`: WebSocket close code, or undefined when the error is only a
 * reply. `retry`: what the caller should do — `never` (the same request fails again), `later` (back off and repeat),
 * `after_refresh` (get a new token or ticket, then repeat). `text`: what a person may read.
 *
 * Close codes 4000–4499: reconnect with full jitter. 4500–4999: don't.
 */
export type Retry = 'never' | 'later' | 'after_refresh';

export interface ErrorSpec {
  readonly status: number;
  readonly close?: number;
  readonly retry: Retry;
  readonly text: string;
}

export const errorCodes = {
  // Requests in general
  validation_failed: {
    status: 400,
    retry: 'never',
    text: 'Something in the request is not valid; see the named fields.',
  },
  malformed_json: { status: 400, retry: 'never', text: 'The request body is not valid JSON.' },
  payload_too_large: { status: 413, retry: 'never', text: 'The request is too large.' },
  unsupported_media_type: { status: 415, retry: 'never', text: 'Send application/json.' },
  not_found: { status: 404, retry: 'never', text: 'There is nothing here.' },
  app_not_registered: {
    status: 404,
    retry: 'never',
    text: 'No app of a store is set up for this site.',
  },
  method_not_allowed: { status: 405, retry: 'never', text: 'This address does not take that method.' },
  conflict: { status: 409, retry: 'never', text: 'This conflicts with what is there now.' },
  rate_limited: { status: 429, retry: 'later', text: 'Too many requests. Please wait a moment.' },
  internal: { status: 500, retry: 'later', text: 'Something went wrong on our side.' },
  unavailable: { status: 503, retry: 'later', text: 'This is not available right now. Please try again shortly.' },
  feature_paused: {
    status: 503,
    retry: 'later',
    text: 'We have paused this for now. Everything else works; please try again later.',
  },
  maintenance: {
    status: 503,
    retry: 'later',
    text: 'HaloBuzz is being maintained. You can look around; please try this again later.',
  },
  forbidden: { status: 403, retry: 'never', text: 'You may not do this.' },
  https_required: { status: 403, retry: 'never', text: 'Use https for this address.' },
  origin_not_allowed: { status: 403, retry: 'never', text: 'This site may not call this service.' },
  idempotency_mismatch: { status: 422, retry: 'never', text: 'This idempotency key was used with another request.' },
  idempotency_in_flight: {
    status: 409,
    retry: 'later',
    text: 'The first request with this idempotency key is still running.',
  },

  // Accounts
  unauthenticated: { status: 401, retry: 'after_refresh', text: 'Please sign in.' },
  use_dpop_nonce: {
    status: 401,
    retry: 'later',
    text: 'Make a new DPoP proof with the nonce of this answer and repeat.',
  },
  invalid_dpop_proof: {
    status: 401,
    retry: 'never',
    text: 'The DPoP proof is missing, wrong, used or of another key.',
  },
  invalid_credentials: { status: 401, retry: 'never', text: 'The name or the password is not right.' },
  refresh_rejected: { status: 401, retry: 'never', text: 'Please sign in again.' },
  session_revoked: { status: 401, close: 4501, retry: 'never', text: 'This session has ended. Please sign in again.' },
  step_up_required: {
    status: 403,
    retry: 'never',
    text: 'Please prove that it is you first, with your password or another factor.',
  },
  reason_required: { status: 403, retry: 'never', text: 'Say first why you look at this.' },
  mfa_required: { status: 403, retry: 'never', text: 'Please confirm with your second factor first.' },
  mfa_enrolment_required: { status: 403, retry: 'never', text: 'Please set up a second factor first.' },
  challenge_invalid: {
    status: 401,
    retry: 'never',
    text: 'This sign-in has run out or was used. Please sign in again.',
  },
  username_taken: { status: 409, retry: 'never', text: 'That username is taken.' },
  email_unverified: { status: 403, retry: 'never', text: 'Please verify your e-mail address first.' },
  code_invalid: { status: 400, retry: 'never', text: 'That code is wrong or has expired.' },
  passkey_rejected: { status: 400, retry: 'never', text: 'That passkey was not accepted. Please try again.' },
  challenge_required: { status: 403, retry: 'never', text: 'Please solve the challenge, then try again.' },
  challenge_failed: { status: 403, retry: 'never', text: 'The challenge was not solved. Please solve a new one.' },
  recipient_refused: {
    status: 422,
    retry: 'never',
    text: 'Messages to that address or number are refused. Please use another.',
  },
  account_banned: { status: 403, close: 4502, retry: 'never', text: 'This account is banned.' },
  account_muted: {
    status: 403,
    retry: 'never',
    text: 'You may not chat anywhere for now. See "Decisions" in your account.',
  },
  account_suspended: {
    status: 403,
    retry: 'never',
    text: 'This account is suspended for now. See "Decisions" in your account.',
  },
  warning_unread: {
    status: 403,
    retry: 'never',
    text: 'Please read the warning in your account and acknowledge it first.',
  },
  erasure_pending: {
    status: 403,
    retry: 'never',
    text: 'This account is being erased. You can still take that back.',
  },
  erasure_blocked: { status: 409, retry: 'never', text: 'This account cannot be erased yet; see the named reasons.' },
  hashing_busy: { status: 503, retry: 'later', text: 'Many people are signing in. Please try again in a moment.' },
  follow_refused: { status: 403, retry: 'never', text: 'You cannot follow this person.' },
  follows_full: { status: 409, retry: 'never', text: 'You follow as many people as one account can.' },
  blocks_full: { status: 409, retry: 'never', text: 'You have blocked as many people as one account can.' },
  not_yourself: { status: 409, retry: 'never', text: 'You cannot do this to yourself.' },
  own_report: { status: 403, retry: 'never', text: 'You reported this person: somebody else decides about it.' },
  staff_account: {
    status: 409,
    retry: 'never',
    text: 'This is a staff account. Its roles have to be taken away first.',
  },
  account_too_young: { status: 403, retry: 'never', text: 'You are too young for an account here.' },
  consents_full: {
    status: 409,
    retry: 'never',
    text: 'So many decisions are on record that no new consent can be given. Withdrawing always works.',
  },
  parent_consent_required: { status: 403, retry: 'never', text: 'A parent has to allow this first.' },
  parent_not_needed: { status: 409, retry: 'never', text: 'No parent needs to allow this account.' },
  export_not_ready: { status: 409, retry: 'later', text: 'Your archive is not ready yet.' },
  privacy_requests_full: {
    status: 409,
    retry: 'never',
    text: 'As many requests of yours wait for an answer as can. Withdraw one, or wait.',
  },
  last_admin: { status: 409, retry: 'never', text: 'The last admin stays admin.' },
  service_assertion_invalid: { status: 401, retry: 'never', text: 'The service assertion is missing or wrong.' },

  // Broadcasts and rooms
  broadcast_barred: {
    status: 403,
    retry: 'later',
    text: 'Our staff ended your last broadcast. You may not go live for now.',
  },
  stream_already_live: { status: 409, retry: 'never', text: 'You already have a live broadcast.' },
  stream_not_live: { status: 409, retry: 'never', text: 'This broadcast is not live.' },
  summary_not_ready: { status: 409, retry: 'later', text: 'The summary comes when the broadcast is over.' },
  stream_not_yours: { status: 403, retry: 'never', text: 'Only its host may do this.' },
  room_not_found: { status: 404, close: 4503, retry: 'never', text: 'There is no such room.' },
  room_ended: { status: 410, close: 4504, retry: 'never', text: 'This broadcast has ended.' },
  room_banned: { status: 403, close: 4505, retry: 'never', text: 'You may not join this room.' },
  room_kicked: { status: 403, close: 4509, retry: 'never', text: 'You were sent out of this room for a while.' },
  room_followers_only: {
    status: 403,
    close: 4510,
    retry: 'never',
    text: "Only the host's followers may watch this. Follow, then join again.",
  },
  room_private: { status: 403, close: 4511, retry: 'never', text: 'This broadcast is for invited people only.' },
  room_password_required: { status: 403, close: 4512, retry: 'never', text: 'This broadcast asks for a password.' },
  room_password_wrong: { status: 403, retry: 'never', text: 'That is not the password of this broadcast.' },
  room_country_blocked: {
    status: 403,
    close: 4513,
    retry: 'never',
    text: 'This broadcast is not available in your country.',
  },
  room_adults_only: {
    status: 403,
    close: 4514,
    retry: 'never',
    text: 'This broadcast is for adults. Say your birth date in your account, then join again.',
  },
  birth_date_set: { status: 409, retry: 'never', text: 'You have said your birth date. Support can correct it.' },
  viewers_hidden: { status: 403, retry: 'never', text: 'The host does not show who watches.' },
  invitations_full: { status: 409, retry: 'never', text: 'This broadcast has as many invitations as it can.' },
  drafts_full: { status: 409, retry: 'never', text: 'You have as many drafts as you can. Start or cancel one.' },
  stream_not_draft: { status: 409, retry: 'never', text: 'This can be done only before the broadcast starts.' },
  muted: { status: 403, retry: 'never', text: 'You may not chat in this room for now.' },
  slow_mode: { status: 429, retry: 'later', text: 'Slow mode is on. Please wait before the next message.' },
  followers_only: {
    status: 403,
    retry: 'never',
    text: "Only the host's followers may chat here. Follow, then join again.",
  },
  chat_filtered: { status: 422, retry: 'never', text: 'This message holds words that are not allowed here.' },
  links_not_allowed: { status: 403, retry: 'never', text: 'Links are not allowed here.' },
  message_not_found: { status: 404, retry: 'never', text: 'This message is not there any more.' },
  person_protected: { status: 403, retry: 'never', text: 'You may not do this to that person.' },
  room_sanctions_full: { status: 409, retry: 'never', text: 'This room holds as many of these as it can.' },
  no_gateway: { status: 503, retry: 'later', text: 'No room server is available right now.' },
  image_refused: { status: 422, retry: 'never', text: 'This picture cannot be taken. Please use another.' },

  // Battles
  battle_own_room: { status: 409, retry: 'never', text: 'A room cannot battle itself.' },
  battle_busy: { status: 409, retry: 'never', text: 'One of the two rooms has a battle or a challenge already.' },
  battle_refused: { status: 403, retry: 'never', text: 'You cannot challenge this host.' },
  battle_not_found: { status: 404, retry: 'never', text: 'There is no such battle.' },
  battle_not_yours: { status: 403, retry: 'never', text: 'Only the host who is asked may do this.' },
  battle_expired: { status: 410, retry: 'never', text: 'This challenge has run out.' },
  battle_closed: { status: 409, retry: 'never', text: 'This battle is past that.' },

  // Socket: the frame and the handshake
  frame_malformed: { status: 400, retry: 'never', text: 'The frame is not one valid MessagePack value.' },
  frame_too_large: { status: 413, retry: 'never', text: 'The frame has too many items or bytes.' },
  frame_too_deep: { status: 400, retry: 'never', text: 'The frame is nested too deeply.' },
  frame_not_binary: { status: 400, retry: 'never', text: 'Send binary frames.' },
  hello_expected: { status: 400, retry: 'never', text: 'The first frame must be hello.' },
  hello_repeated: { status: 409, retry: 'never', text: 'This socket has already said hello.' },
  upgrade_required: { status: 426, close: 4500, retry: 'never', text: 'This app is too old. Please update it.' },
  protocol_error: { status: 400, close: 4506, retry: 'never', text: 'Too many malformed frames.' },
  replaced: { status: 409, close: 4507, retry: 'never', text: 'This account opened the room in too many places.' },
  ticket_invalid: {
    status: 401,
    close: 4401,
    retry: 'after_refresh',
    text: 'The join ticket is not valid. Join again.',
  },
  ticket_expired: {
    status: 401,
    close: 4402,
    retry: 'after_refresh',
    text: 'The join ticket has expired. Join again.',
  },
  ticket_used: {
    status: 401,
    close: 4403,
    retry: 'after_refresh',
    text: 'The join ticket was used before. Join again.',
  },
  resume_invalid: {
    status: 401,
    close: 4404,
    retry: 'after_refresh',
    text: 'The resume token is not valid. Join again.',
  },
  admission_expired: {
    status: 401,
    close: 4405,
    retry: 'after_refresh',
    text: 'Your admission to this room has run out. Join again.',
  },
  hello_timeout: { status: 408, close: 4001, retry: 'later', text: 'No hello arrived in time.' },
  slow_reader: { status: 503, close: 4002, retry: 'later', text: 'This connection reads too slowly.' },
  draining: { status: 503, close: 4003, retry: 'later', text: 'This server is going away. Please reconnect.' },
  feed_lost: { status: 503, close: 4004, retry: 'later', text: 'This server lost its control feed. Please reconnect.' },
  resync_required: { status: 503, close: 4005, retry: 'later', text: 'The room moved on. Please reconnect.' },
  server_error: {
    status: 500,
    close: 4006,
    retry: 'later',
    text: 'Something went wrong on our side. Please reconnect.',
  },
  left: { status: 200, close: 4508, retry: 'never', text: 'You left the room.' },

  // Gifts and wallets
  gift_changed: { status: 409, retry: 'never', text: 'The price of this gift has changed. Look at it again.' },
  gift_not_available: { status: 409, retry: 'never', text: 'This gift is not available where you are right now.' },
  gift_unknown: { status: 404, retry: 'never', text: 'There is no such gift.' },
  recipient_not_in_room: { status: 409, retry: 'never', text: 'This person has no seat in the room.' },
  seats_full: { status: 409, retry: 'never', text: 'All seats of this room are taken.' },
  guest_barred: { status: 403, retry: 'never', text: 'Who is muted or was sent away may not take a seat.' },
  guest_not_here: { status: 409, retry: 'never', text: 'This person is not in the room.' },
  guest_ask_gone: { status: 404, retry: 'never', text: 'This request or invitation is not there any more.' },
  guest_asks_full: { status: 409, retry: 'never', text: 'As many people wait for a seat as can.' },
  gift_to_self: { status: 403, retry: 'never', text: 'You cannot send a gift to yourself.' },
  gift_id_stale: { status: 409, retry: 'never', text: 'This gift id is too old.' },
  gift_id_future: { status: 400, retry: 'never', text: 'This gift id lies in the future. Check the clock.' },
  gift_id_reused: { status: 422, retry: 'never', text: 'This gift id was used for a different gift.' },
  insufficient_balance: { status: 402, retry: 'never', text: 'There are not enough coins in the wallet.' },
  balance_limit: { status: 409, retry: 'never', text: 'The wallet cannot hold that much.' },
  wallet_locked: {
    status: 503,
    retry: 'later',
    text: 'Wallets are being checked. Please try again: the same gift is charged at most once.',
  },
  wallet_busy: {
    status: 503,
    retry: 'later',
    text: 'Too many gifts right now. Please try again: the same gift is charged at most once.',
  },
  wallet_frozen: { status: 403, retry: 'never', text: 'This wallet is frozen. Please write to support.' },
  wallet_owing: {
    status: 402,
    retry: 'never',
    text: 'A payment was taken back and coins are still owed. Buy coins to settle that first.',
  },
  coins_held: {
    status: 403,
    retry: 'later',
    text: 'Some of your new coins cannot be spent yet. Please try again later.',
  },
  spend_cap_reached: { status: 403, retry: 'later', text: 'You have spent as many coins today as is allowed.' },
  payout_refused: {
    status: 422,
    retry: 'never',
    text: 'This payout is not possible now; see the named reasons.',
  },
  payout_closed: { status: 409, retry: 'never', text: 'This payout can no longer be changed.' },
  approval_own: {
    status: 403,
    retry: 'never',
    text: 'Nobody decides their own request, or about their own wallet.',
  },
  approval_closed: { status: 409, retry: 'never', text: 'This request was decided already, or has run out.' },
  gift_not_reversible: { status: 409, retry: 'never', text: 'This gift cannot be undone any more.' },
  promotion_inactive: { status: 409, retry: 'never', text: 'This promotion has not been approved.' },
  wallet_unknown: { status: 503, retry: 'later', text: 'No answer from the wallet. Repeat with the same gift id.' },

  // Payments
  payment_mismatch: {
    status: 422,
    retry: 'never',
    text: 'The price has changed or is not that; see the named fields.',
  },
  payment_not_found: { status: 404, retry: 'never', text: 'There is no such payment.' },
  payment_provider_off: { status: 422, retry: 'never', text: 'This way to pay is not available here.' },
  purchase_limit_reached: { status: 429, retry: 'later', text: 'You have bought as much today as is allowed.' },
  refund_refused: { status: 409, retry: 'never', text: 'This payment cannot be refunded by that much.' },
  receipt_refused: { status: 422, retry: 'never', text: 'The store does not confirm this receipt for this payment.' },
  webhook_invalid: { status: 400, retry: 'never', text: 'The webhook is not signed as it should be.' },
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof errorCodes;

/** Whether the text is a code of this registry. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text);
}

/** Whether somebody decided on this answer (docs/adr/0039): its status says that we do not serve it now, not that we failed. */
export function isPause(code: string | undefined): boolean {
  return code === 'feature_paused' || code === 'maintenance';
}

/** The entry of a code. */
export function errorSpec(code: ErrorCode): ErrorSpec {
  return errorCodes[code];
}

/** Codes that can close a socket. */
export type CloseErrorCode = {
  [K in ErrorCode]: (typeof errorCodes)[K] extends { readonly close: number } ? K : never;
}[ErrorCode];

export function closeCodeOf(code: CloseErrorCode): number {
  return errorCodes[code].close;
}

/** Whether a client that sees this close code should reconnect. 1006 and friends (no code of ours) count as yes. */
export function reconnectsAfter(closeCode: number): boolean {
  return closeCode < 4500 || closeCode > 4999;
}
