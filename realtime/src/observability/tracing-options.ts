import {
  otlpEndpointSetting,
  otlpHeadersSetting,
  sampleRatioDefault,
  sampleRatioSetting,
} from '@halobuzz/core/tracing/otlp-settings';
import { type ConfigOf, option, optionalOption } from '../config-option.ts';

/** Where a process sends its traces; the names are those that OpenTelemetry gave them. */
export const tracingOptions = {
  otlpEndpoint: optionalOption(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    otlpEndpointSetting,
    'the collector that takes traces by OTLP/HTTP, https or on this machine; without it there are none',
  ),
  otlpHeaders: optionalOption(
    'OTEL_EXPORTER_OTLP_HEADERS',
    otlpHeadersSetting,
    'headers that the collector wants, name=value, comma-separated',
    { secret: true },
  ),
  traceRatio: option(
    'OTEL_TRACES_SAMPLER_ARG',
    sampleRatioSetting,
    'share of what begins in this process that is traced, from 0 to 1',
    { default: sampleRatioDefault },
  ),
} as const;

/** Who sends traces, and where to. */
export interface TracingSettings {
  /** `gateway`, `ledger`, `origin`. */
  readonly process: string;
  /** Which of them. */
  readonly node: string;
  readonly environment: string;
  /** The collector's address, without `/v1/traces`. */
  readonly endpoint: string | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** Share of what begins here that is traced. */
  readonly ratio: number;
}

export function tracingFrom(
  config: ConfigOf<typeof tracingOptions> & { readonly environment: string },
  process: string,
  node: string,
): TracingSettings {
  const { environment, otlpEndpoint: endpoint, otlpHeaders: headers, traceRatio: ratio } = config;
  return { process, node, environment, endpoint, headers, ratio };
}
