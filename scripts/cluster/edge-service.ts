import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../paths.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { answersOk } from './http-probe.ts';
import type { Secrets } from './secrets.ts';
import type { Service } from './supervisor.ts';

/** Variables that a developer may set to turn media, real mail and text messages, and challenges on. */
const passedOn = [
  ...['AGORA_APP_ID', 'AGORA_APP_CERTIFICATE'],
  ...['MAIL_API_URL', 'MAIL_API_TOKEN', 'MAIL_FROM'],
  ...['CONTROLLER_NAME', 'CONTROLLER_ADDRESS', 'PRIVACY_CONTACT', 'DATA_PROTECTION_OFFICER', 'EU_REPRESENTATIVE'],
  ...['SMS_API_URL', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'SMS_FROM', 'SMS_COUNTRIES', 'SMS_SPEND_PER_DAY_USD'],
  ...['TURNSTILE_SECRET', 'TURNSTILE_SITE_KEY', 'TURNSTILE_API_URL'],
];

/**
 * The Worker in the runtime of `wrangler dev`, keeping its objects in the cluster's folder. Its secrets stand in a file that only
 * the owner can read: arguments and a process's environment show in process lists and crash reports.
 */
export function edgeService(config: ClusterConfig, secrets: Secrets): Service {
  const folder = join(config.stateFolder, 'edge');
  mkdirSync(folder, { recursive: true });
  const envFile = join(folder, 'edge.env');
  writeFileSync(envFile, envFileText(edgeVariables(config, secrets)), { mode: 0o600 });
  const { edge: port } = config.ports;
  return {
    spec: {
      name: 'edge',
      command: process.execPath,
      args: ['--no-warnings', join(import.meta.dirname, 'edge-process.ts'), String(port), folder],
      cwd: repositoryRoot,
      env: { ...process.env, ...wranglerEnvironment(folder) },
      logFile: join(config.stateFolder, 'logs', 'edge.log'),
    },
    ready: () => answersOk(`http://127.0.0.1:${port}/healthz`),
    readyTimeoutMs: 90_000,
    stopDeadlineMs: 10_000,
  };
}

export function edgeUrl(config: ClusterConfig): string {
  return `http://localhost:${config.ports.edge}`;
}

function edgeVariables(config: ClusterConfig, secrets: Secrets): Record<string, string> {
  const variables: Record<string, string> = {
    ENVIRONMENT: 'development',
    PUBLIC_URL: edgeUrl(config),
    ORIGIN_URL: `http://127.0.0.1:${config.ports.origin}`,
    RATE_PROFILE: config.rateProfile,
    SIGNING_KEYS_KEK: secrets.SIGNING_KEYS_KEK,
    TICKET_KEYS: secrets.TICKET_KEYS,
    SERVICE_KEYS: secrets.SERVICE_KEYS,
    OPERATOR_PUBLIC_KEYS: secrets.OPERATOR_PUBLIC_KEYS,
    METRICS_TOKEN: secrets.METRICS_TOKEN,
    NAME_HMAC_KEY: secrets.NAME_HMAC_KEY,
    REFRESH_TOKEN_KEYS: secrets.REFRESH_TOKEN_KEYS,
    PASSWORD_PEPPERS: secrets.PASSWORD_PEPPERS,
    SUBJECT_KEYS_KEK: secrets.SUBJECT_KEYS_KEK,
    FACTOR_HMAC_KEYS: secrets.FACTOR_HMAC_KEYS,
  };
  if (config.erasureWindowMs !== undefined) variables.ERASURE_WINDOW_MS = String(config.erasureWindowMs);
  for (const name of passedOn) {
    const value = process.env[name];
    if (value !== undefined && value !== '') variables[name] = value;
  }
  return variables;
}

/** No telemetry, update check, shared worker registry or look-up of a sample request's location. */
function wranglerEnvironment(folder: string): Record<string, string> {
  return {
    CI: '1',
    NODE_ENV: 'development',
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    WRANGLER_HIDE_BANNER: 'true',
    WRANGLER_SEND_ERROR_REPORTS: 'false',
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_WRITE_LOGS: 'false',
    WRANGLER_REGISTRY_PATH: join(folder, 'registry'),
  };
}

/** The values are JSON, base64url, addresses and words: in single quotes its reader takes them as they are. */
export function envFileText(variables: Record<string, string>): string {
  return Object.entries(variables)
    .map(([name, value]) => {
      if (/['\n$]/.test(value)) throw new Error(`${name} holds a character that an env file cannot carry`);
      return `${name}='${value}'\n`;
    })
    .join('');
}
