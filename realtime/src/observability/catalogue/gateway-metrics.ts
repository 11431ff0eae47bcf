import { errorCodes } from '@halobuzz/core/errors/codes';
import { qualityLevels } from '@halobuzz/core/media/quality-level';
import { counterSpec, gaugeSpec, histogramSpec, latencyBuckets } from '@halobuzz/core/observability/metric-spec';
import { upMessageSchema } from '@halobuzz/core/protocol/up';
import type { ChatLossReason } from '../../gateway/control/chat-hand-over.ts';
import type { UpgradeRefusal } from '../../gateway/transport/admission.ts';

const codes = Object.keys(errorCodes);
const results = ['ok', ...codes];
const commandTypes = upMessageSchema.options.map((option) => option.shape.t.value).filter((type) => type !== 'hello');
const refusals = [
  'origin_not_allowed',
  'draining',
  'sockets_full',
  'hellos_full',
  'address_full',
  'connect_rate',
] as const satisfies readonly UpgradeRefusal[];
const chatLosses = ['node_full', 'stream_full'] as const satisfies readonly ChatLossReason[];

/** Ages of counts that viewers see, seconds: a second between two beats, two that are promised. */
const countAgeBuckets = [0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30];

/** Everything a gateway measures of itself. */
export const gatewayMetricSpecs = {
  sockets: gaugeSpec('halobuzz_gateway_sockets', 'Open sockets.'),
  socketsMax: gaugeSpec('halobuzz_gateway_max_sockets', 'Sockets that this node takes at most.'),
  joined: gaugeSpec('halobuzz_gateway_joined_sockets', 'Sockets that have joined a room.'),
  rooms: gaugeSpec('halobuzz_gateway_rooms', 'Rooms with viewers on this node.'),
  draining: gaugeSpec('halobuzz_gateway_draining', '1 while the node sends its sockets away, else 0.'),
  upgradesRefused: counterSpec('halobuzz_gateway_upgrades_refused_total', 'Upgrades refused.', { reason: refusals }),
  frames: counterSpec('halobuzz_gateway_frames_out_total', 'Frames sent, each counted once per socket.', {
    kind: ['reply', 'welcome', 'notice', 'events'],
  }),
  events: counterSpec('halobuzz_gateway_events_out_total', 'Room events sent, each counted once per socket.', {
    lane: ['reliable', 'lossy'],
  }),
  bytes: counterSpec('halobuzz_gateway_sent_bytes_total', 'Bytes of frames sent, counted once per socket.'),
  eventsDropped: counterSpec('halobuzz_gateway_events_dropped_total', 'Lossy events left out, by why.', {
    reason: ['tick_full', 'conflated', 'slow_reader'],
  }),
  roomFrames: counterSpec('halobuzz_gateway_room_frames_total', 'Frames built from room events.'),
  roomEvents: counterSpec(
    'halobuzz_gateway_room_events_total',
    'Events in them; divided by the frames it is the coalescing ratio.',
  ),
  closes: counterSpec('halobuzz_gateway_closes_total', 'Sockets closed, by error code or `client`.', {
    code: ['client', ...codes],
  }),
  commands: counterSpec('halobuzz_gateway_commands_total', 'Commands, by type and result.', {
    type: [...commandTypes, 'bad_frame'],
    result: results,
  }),
  commandSeconds: histogramSpec(
    'halobuzz_gateway_command_duration_seconds',
    'From a command to its reply.',
    latencyBuckets,
    { type: commandTypes },
  ),
  hellos: counterSpec('halobuzz_gateway_hellos_total', 'Who was let in and who was not, by what they showed.', {
    proof: ['ticket', 'resume', 'unknown'],
    result: results,
  }),
  helloSeconds: histogramSpec(
    'halobuzz_gateway_hello_duration_seconds',
    'From a hello to the answer: signatures, single use and the snapshot of the room.',
    latencyBuckets,
  ),
  fills: counterSpec('halobuzz_gateway_gap_fills_total', 'Gaps filled from the history, by result.', {
    result: ['filled', 'too_late', 'resync'],
  }),
  resubscriptions: counterSpec(
    'halobuzz_gateway_resubscriptions_total',
    'Times a lost fan-out connection was subscribed anew.',
  ),
  fanOutLag: histogramSpec(
    'halobuzz_gateway_fanout_lag_seconds',
    'From the publishing in Redis to the write, oldest event of a frame.',
    latencyBuckets,
  ),
  viewerCountAge: histogramSpec(
    'halobuzz_gateway_viewer_count_age_seconds',
    'How old the count of viewers was that a room showed when the next one came; promised: 2 s.',
    countAgeBuckets,
  ),
  giftLatency: histogramSpec(
    'halobuzz_gateway_gift_duration_seconds',
    'From a gift command to its outcome in the wallet.',
    latencyBuckets,
  ),
  mediaReports: counterSpec(
    'halobuzz_gateway_media_reports_total',
    'What clients say their media is like, by who they are in the room.',
    {
      role: ['host', 'viewer', 'admin'],
      level: qualityLevels,
      region: { atMost: 2, of: 'the region of this node' },
    },
  ),
  mediaRoundTrip: histogramSpec(
    'halobuzz_gateway_media_round_trip_seconds',
    'Round trips of media, as clients say.',
    latencyBuckets,
  ),
  chatNotKept: counterSpec(
    'halobuzz_gateway_chat_not_kept_total',
    'Chat messages that were shown and are not kept, by why.',
    { reason: chatLosses },
  ),
  feedSilence: gaugeSpec(
    'halobuzz_gateway_revocation_feed_silent_seconds',
    'How long the feed of revocations has told nothing; beyond `revocationFeedLostMs` nobody is let in.',
  ),
};
