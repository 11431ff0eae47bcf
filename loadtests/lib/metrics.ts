import { Counter, Rate, Trend } from 'k6/metrics';

/** From asking the edge for a place to the gateway's welcome. */
export const joinMs = new Trend('hb_join_ms', true);
/** From a chat message's sending to its arrival at a viewer (one clock: both ends are this process). */
export const chatEndToEndMs = new Trend('hb_chat_e2e_ms', true);
/** From a gift's sending to `accepted`. */
export const giftAckMs = new Trend('hb_gift_ack_ms', true);
/** Frames whose reliable events did not follow on what had arrived. */
export const sequenceGaps = new Counter('hb_seq_gaps');
/** Of those, how many a `sync` filled. */
export const resyncOk = new Rate('hb_resync_ok');
/** Frames that are none of this protocol. */
export const framesBad = new Counter('hb_frames_bad');
export const frames = new Counter('hb_frames');
export const giftsAccepted = new Counter('hb_gifts_accepted');
/** Rooms that went from the first request to the summary. */
export const roomsFinished = new Rate('hb_rooms_finished');
