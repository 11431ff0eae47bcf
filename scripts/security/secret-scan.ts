import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a secret looks like. The patterns are narrow: a scan that cries wolf gets switched off. */
const patterns: readonly { readonly kind: string; readonly expression: RegExp }[] = [
  { kind: 'a private key', expression: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { kind: 'a private JWK', expression: /"d"\s*:\s*"[A-Za-z0-9_-]{40,}"/ },
  { kind: 'a Stripe live key', expression: /\b[rs]k_live_[A-Za-z0-9]{16,}/ },
  { kind: 'a webhook signing secret', expression: /\bwhsec_[A-Za-z0-9+/=]{32,}/ },
  { kind: 'an AWS access key', expression: /\b(AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { kind: 'a GitHub token', expression: /\bgh[pousr]_[A-Za-z0-9]{36,}/ },
  { kind: 'a Slack token', expression: /\bxox[abprs]-[A-Za-z0-9-]{20,}/ },
  { kind: 'a Google API key', expression: /\bAIza[A-Za-z0-9_-]{35}\b/ },
  { kind: 'an npm token', expression: /\bnpm_[A-Za-z0-9]{36}\b/ },
  {
    kind: 'a Cloudflare-style secret in wrangler.toml',
    expression: /^\s*[A-Z_]*(SECRET|TOKEN|_KEYS?)\s*=\s*"[^"]{16,}"/m,
  },
  {
    kind: 'a password in an address',
    expression: /\b(mongodb(\+srv)?|rediss?|https?):\/\/[^\s:/@'"`$<{]+:[^\s@/'"`$<{]{6,}@/,
  },
  {
    kind: 'a named secret',
    expression:
      /\b(secret|password|api_?key|auth_?token|private_?key)["']?\s*[:=]\s*["'](?=[A-Za-z0-9+/_=-]*[0-9])(?=[A-Za-z0-9+/_=-]*[a-z])(?=[A-Za-z0-9+/_=-]*[A-Z])[A-Za-z0-9+/_=-]{32,}["']/i,
  },
];

/** A line that carries this word shows what a secret looks like, and says so. */
export const EXAMPLE_MARK = 'not-a-secret';
const FILE_BYTES_MAX = 2 * 1024 * 1024;

/** `path:line: kind` for each thing in a text that looks like a secret. The text itself is never repeated. */
export function secretsIn(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.includes(EXAMPLE_MARK)) return [];
    return patterns
      .filter(({ expression }) => expression.test(line))
      .map(({ kind }) => `${path}:${index + 1}: looks like ${kind}`);
  });
}

/** Scans every file that the repository tracks, or would track. */
export function secretsInRepository(root: string): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return listed
    .split('\0')
    .filter((path) => path !== '' && path !== 'package-lock.json')
    .flatMap((path) => {
      const stats = statSync(join(root, path), { throwIfNoEntry: false });
      if (stats === undefined || !stats.isFile() || stats.size > FILE_BYTES_MAX) return [];
      const bytes = readFileSync(join(root, path));
      return bytes.includes(0) ? [] : secretsIn(path, bytes.toString('utf8'));
    });
}
