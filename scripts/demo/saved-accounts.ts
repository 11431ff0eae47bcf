import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const savedAccountSchema = z.object({
  username: z.string(),
  email: z.string(),
  password: z.string(),
  deviceId: z.string(),
  verified: z.boolean(),
  refreshToken: z.string().optional(),
});
/** An account of the demo, as kept between runs. Its fields change as it registers, verifies and signs in. */
export type SavedAccount = z.infer<typeof savedAccountSchema>;

const fileSchema = z.object({ version: z.literal(1), accounts: z.array(savedAccountSchema) });

/** The accounts of earlier runs; none when there is no file or it is of another shape (they are only bots). */
export function loadAccounts(file: string): SavedAccount[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  try {
    return fileSchema.parse(JSON.parse(text)).accounts;
  } catch {
    return [];
  }
}

/** Writes all accounts, readable by their owner only: the file holds passwords and refresh tokens. */
export function saveAccounts(file: string, accounts: readonly SavedAccount[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ version: 1, accounts }, null, 1)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}
