import type { Registry } from 'prom-client';
import { gatewayMetricSpecs as specs } from '../observability/catalogue/gateway-metrics.ts';
import { metricsIn } from '../observability/metrics-in.ts';

/** The instruments of a gateway; `undefined`: such that measure nothing. */
export function createGatewayMetrics(registry: Registry | undefined) {
  const metrics = metricsIn(registry);
  return {
    sockets: metrics.gauge(specs.sockets),
    socketsMax: metrics.gauge(specs.socketsMax),
    joined: metrics.gauge(specs.joined),
    rooms: metrics.gauge(specs.rooms),
    upgradesRefused: metrics.counter(specs.upgradesRefused),
    frames: metrics.counter(specs.frames),
    events: metrics.counter(specs.events),
    bytes: metrics.counter(specs.bytes),
    eventsDropped: metrics.counter(specs.eventsDropped),
    roomFrames: metrics.counter(specs.roomFrames),
    roomEvents: metrics.counter(specs.roomEvents),
    closes: metrics.counter(specs.closes),
    commands: metrics.counter(specs.commands),
    commandSeconds: metrics.histogram(specs.commandSeconds),
    hellos: metrics.counter(specs.hellos),
    helloSeconds: metrics.histogram(specs.helloSeconds),
    fills: metrics.counter(specs.fills),
    resubscriptions: metrics.counter(specs.resubscriptions),
    fanOutLag: metrics.histogram(specs.fanOutLag),
    viewerCountAge: metrics.histogram(specs.viewerCountAge),
    giftLatency: metrics.histogram(specs.giftLatency),
    mediaReports: metrics.counter(specs.mediaReports),
    mediaRoundTrip: metrics.histogram(specs.mediaRoundTrip),
    chatNotKept: metrics.counter(specs.chatNotKept),
    askDraining: (isDraining: () => boolean) =>
      metrics.asked(specs.draining, (gauge) => gauge.set(isDraining() ? 1 : 0)),
    askFeedSilence: (silentMs: () => number) =>
      metrics.asked(specs.feedSilence, (gauge) => gauge.set(silentMs() / 1_000)),
  };
}
export type GatewayMetrics = ReturnType<typeof createGatewayMetrics>;
