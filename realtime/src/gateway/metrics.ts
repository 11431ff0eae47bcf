import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What a gateway counts. Labels have few values: command types, error codes, lanes. */
export interface GatewayMetrics {
  readonly sockets: Gauge;
  readonly joined: Gauge;
  readonly rooms: Gauge;
  readonly upgradesRefused: Counter<'reason'>;
  readonly frames: Counter<'kind'>;
  readonly events: Counter<'lane'>;
  readonly bytes: Counter;
  readonly eventsDropped: Counter<'reason'>;
  readonly roomFrames: Counter;
  readonly roomEvents: Counter;
  readonly closes: Counter<'code'>;
  readonly commands: Counter<'type' | 'result'>;
  readonly hellos: Counter<'result'>;
  readonly fills: Counter<'result'>;
  readonly resubscriptions: Counter;
  readonly fanOutLag: Histogram;
  readonly giftLatency: Histogram;
  readonly mediaReports: Counter<'role' | 'level' | 'region'>;
  readonly mediaRoundTrip: Histogram;
  readonly chatNotKept: Counter<'reason'>;
}

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export function createGatewayMetrics(registry: Registry): GatewayMetrics {
  const registers = [registry];
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[]): Counter<T> =>
    new Counter({ name: `halobuzz_gateway_${name}`, help, labelNames: [...labelNames], registers });
  const gauge = (name: string, help: string): Gauge => new Gauge({ name: `halobuzz_gateway_${name}`, help, registers });
  const histogram = (name: string, help: string): Histogram =>
    new Histogram({ name: `halobuzz_gateway_${name}`, help, buckets: secondsBuckets, registers });
  return {
    sockets: gauge('sockets', 'Open sockets.'),
    joined: gauge('joined_sockets', 'Sockets that have joined a room.'),
    rooms: gauge('rooms', 'Rooms with viewers on this node.'),
    upgradesRefused: counter('upgrades_refused_total', 'Upgrades refused.', ['reason']),
    frames: counter('frames_out_total', 'Frames sent, each counted once per socket.', ['kind']),
    events: counter('events_out_total', 'Room events sent, each counted once per socket.', ['lane']),
    bytes: counter('bytes_out_total', 'Bytes of frames sent, counted once per socket.', []),
    eventsDropped: counter('events_dropped_total', 'Lossy events left out, by why.', ['reason']),
    roomFrames: counter('room_frames_total', 'Frames built from room events.', []),
    roomEvents: counter('room_events_total', 'Events in them; divided by the frames it is the coalescing ratio.', []),
    closes: counter('closes_total', 'Sockets closed, by error code or `client`.', ['code']),
    commands: counter('commands_total', 'Commands, by type and result.', ['type', 'result']),
    hellos: counter('hellos_total', 'Hellos, by result.', ['result']),
    fills: counter('gap_fills_total', 'Gaps filled from the history, by result.', ['result']),
    resubscriptions: counter('resubscriptions_total', 'Times a lost fan-out connection was subscribed anew.', []),
    fanOutLag: histogram('fanout_lag_seconds', 'From the publishing in Redis to the write, oldest event of a frame.'),
    mediaReports: counter('media_reports_total', 'What clients say their media is like, by who they are in the room.', [
      'role',
      'level',
      'region',
    ]),
    mediaRoundTrip: histogram('media_round_trip_seconds', 'Round trips of media, as clients say.'),
    chatNotKept: counter('chat_not_kept_total', 'Chat messages that were shown and are not kept, by why.', ['reason']),
    giftLatency: histogram('gift_seconds', 'From a gift command to its reply.'),
  };
}
