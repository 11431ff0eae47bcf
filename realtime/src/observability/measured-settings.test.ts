import { limits } from '@halobuzz/core/limits';
import { expect, it } from 'vitest';
import { loadConfig } from '../config-option.ts';
import { certificateHostsOption, metricsSwitchOption, secretDatesOption } from './measured-settings.ts';

const spec = { hosts: certificateHostsOption, dates: secretDatesOption, metrics: metricsSwitchOption };

it('looks nowhere and knows no ages unless told, and measures', () => {
  expect(loadConfig(spec, {})).toEqual({ hosts: [], dates: new Map(), metrics: 'on' });
});

it('reads hosts with ports, and days of secrets', () => {
  const given = {
    CERTIFICATE_HOSTS: 'live.example.com:443, 10.0.0.1:8443,',
    SECRET_DATES: 'RESUME_TOKEN_KEY=2026-11-01',
  };
  expect(loadConfig(spec, given)).toMatchObject({
    hosts: [
      { host: 'live.example.com', port: 443 },
      { host: '10.0.0.1', port: 8_443 },
    ],
    dates: new Map([['RESUME_TOKEN_KEY', '2026-11-01']]),
  });
});

it.each(['live.example.com', 'https://live.example.com:443', 'live.example.com:0', 'live.example.com:70000', ':443'])(
  'refuses %s, by the name of the setting',
  (text) => {
    expect(() => loadConfig(spec, { CERTIFICATE_HOSTS: text })).toThrow(
      'CERTIFICATE_HOSTS: must be host:port, comma-separated',
    );
  },
);

it('refuses more addresses than it looks at', () => {
  const many = Array.from({ length: limits.certificateHostsMax + 1 }, (_, at) => `h${at}.example.com:443`).join(',');
  expect(() => loadConfig(spec, { CERTIFICATE_HOSTS: many })).toThrow(
    `at most ${limits.certificateHostsMax} addresses`,
  );
});
