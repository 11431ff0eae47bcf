import { expect, it } from 'vitest';
import { otlpEndpointSetting, otlpHeadersSetting, sampleRatioDefault, sampleRatioSetting } from './otlp-settings.ts';

it.each([
  ['https://otlp.example.com', 'https://otlp.example.com'],
  ['https://otlp.example.com:4318/otlp/', 'https://otlp.example.com:4318/otlp'],
  ['http://127.0.0.1:4318', 'http://127.0.0.1:4318'],
  ['http://localhost:4318/', 'http://localhost:4318'],
  ['http://[::1]:4318', 'http://[::1]:4318'],
])('takes a collector by TLS or on this machine: %s', (text, endpoint) => {
  expect(otlpEndpointSetting.parse(text)).toBe(endpoint);
});

it.each([
  'http://otlp.example.com',
  'http://127.0.0.1.example.com',
  'http://localhost.example.com:4318',
  'https://user:pass@otlp.example.com', // not-a-secret
  'https://otlp.example.com/?key=1',
  'https://otlp.example.com#x',
  'grpc://127.0.0.1:4317',
  '127.0.0.1:4318',
  '',
])('refuses any other: %s', (text) => {
  expect(otlpEndpointSetting.safeParse(text).success).toBe(false);
});

it('reads headers as OpenTelemetry writes them', () => {
  expect(otlpHeadersSetting.parse('Authorization=Basic%20abc%3D, x-team=a')).toEqual({
    authorization: 'Basic abc=',
    'x-team': 'a',
  });
});

it.each(['', 'x', 'a=1,,b=2', 'a b=1', 'a=%zz', 'a=%0d%0ab', 'a=ü'])(
  'refuses what is no list of headers: %j',
  (text) => {
    expect(otlpHeadersSetting.safeParse(text).success).toBe(false);
  },
);

it('takes a ratio from 0 to 1', () => {
  expect(['0', '1', '0.01', '1.0'].map((text) => sampleRatioSetting.parse(text))).toEqual([0, 1, 0.01, 1]);
  for (const text of ['', '-0.1', '1.1', '2', 'all', '1e-3', '.5']) {
    expect(sampleRatioSetting.safeParse(text).success).toBe(false);
  }
  expect(sampleRatioSetting.parse(sampleRatioDefault)).toBe(0.01);
});
