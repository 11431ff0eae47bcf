import { Counter, Rate, Trend } from 'k6/metrics';

/** From asking for a place (of the edge, or by a minted ticket) to the gateway's welcome. */
export const joinMs = new Trend('hb_join_ms', true);
export const joinOk = new Rate('hb_join_ok');
/** From a chat message's sending to its arrival at a viewer (one clock: both ends are this machine). */
export const chatEndToEndMs = new Trend('hb_chat_e2e_ms', true);
/** The same for every event that tells its own age, reliable ones too; sampled. */
export const eventEndToEndMs = new Trend('hb_event_e2e_ms', true);
/** From a gift's sending to `accepted`. */
export const giftAckMs = new Trend('hb_gift_ack_ms', true);
/** From a gift's sending to `gift.confirmed`: it is in the permanent ledger. */
export const giftConfirmMs = new Trend('hb_gift_confirm_ms', true);
/** From a new connection to the welcome that a resume token brought, and from the cut until nothing is missing. */
export const resumeMs = new Trend('hb_resume_ms', true);
export const recoverMs = new Trend('hb_recover_ms', true);
/** Cut sockets that came back by their resume token with everything that they had missed. */
export const backOk = new Rate('hb_back_ok');
/** Frames whose reliable events did not follow on what had arrived. */
export const sequenceGaps = new Counter('hb_seq_gaps');
/** Of those, how many a `sync` filled. */
export const resyncOk = new Rate('hb_resync_ok');
/** Frames that are none of this protocol. */
export const framesBad = new Counter('hb_frames_bad');
export const frames = new Counter('hb_frames');
export const events = new Counter('hb_events');
/** Sockets that the server closed, or that broke, while they were to stay. */
export const socketsLost = new Counter('hb_sockets_lost');
export const chatsSent = new Counter('hb_chats_sent');
/** Every gift sent is exactly one of accepted, refused and unanswered; accepted ones have distinct transactions. */
export const giftsSent = new Counter('hb_gifts_sent');
export const giftsAccepted = new Counter('hb_gifts_accepted');
export const giftsRefused = new Counter('hb_gifts_refused');
export const giftsUnanswered = new Counter('hb_gifts_unanswered');
export const coinsSpent = new Counter('hb_coins_spent');
/** Rooms that went from the first request to the summary. */
export const roomsFinished = new Rate('hb_rooms_finished');

/** What must be equal in the end. k6's counters are exact, so that the runner can compare the two sides. */
export interface ExactPair {
  readonly want: Counter;
  readonly got: Counter;
}

const pair = (name: string): ExactPair => ({
  want: new Counter(`hb_want_${name}`),
  got: new Counter(`hb_got_${name}`),
});

/** Sockets that were to join, and welcomes. */
export const joined = pair('joined');
/** The way of each room's head since a socket's welcome, and reliable events that arrived at the socket. */
export const reliable = pair('reliable');
/** People in a room, and the count that one of them was shown. */
export const viewers = pair('viewers');
/** Likes that were answered, and the totals that the rooms' hosts were shown. */
export const likes = pair('likes');
/** Chat messages sent, and those answered with their id. */
export const chats = pair('chats');
/** Events that hosts published by command, and their answers. */
export const published = pair('published');
/** Broadcasts that were begun, and those that came to their summary. */
export const finished = pair('finished');
