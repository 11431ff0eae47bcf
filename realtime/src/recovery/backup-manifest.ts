import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type BackupKeys, BackupRefused, jsonOf, keyCheckOf, openSignedText, signedText } from './backup-keys.ts';
import { sealSchema } from './sealed-file.ts';

/** A time of MongoDB's cluster: decimal, so that no digit is lost. */
export const clusterTimeSchema = z.string().regex(/^[0-9]{1,20}$/);

const fileSchema = z.strictObject({ name: z.string(), documents: z.int().min(1), seal: sealSchema });
const collectionSchema = z.strictObject({
  name: z.string().min(1),
  /** Extended JSON: what `create` takes, validators among it, and what `createIndexes` takes. */
  options: z.string(),
  indexes: z.string(),
  documents: z.int().min(0),
  files: z.array(fileSchema),
});
const manifestSchema = z.strictObject({
  format: z.literal(1),
  id: z.string().regex(/^[0-9A-Za-z.-]{1,64}$/),
  takenAt: z.iso.datetime(),
  database: z.string(),
  /** All documents are as of this moment; changes go on from it. */
  clusterTime: clusterTimeSchema,
  keyCheck: z.string(),
  collections: z.array(collectionSchema),
});
export type BackupManifest = z.infer<typeof manifestSchema>;
export type BackedUpCollection = z.infer<typeof collectionSchema>;

const manifestName = 'manifest.json';

export function backedUpFile(collection: string, part: number): string {
  return `${collection}.${String(part).padStart(4, '0')}.sealed`;
}

/** Comes last: without it nothing is whole. */
export async function writeManifest(folder: string, manifest: BackupManifest, keys: BackupKeys): Promise<void> {
  const path = join(folder, manifestName);
  const text = signedText('halobuzz backup manifest', JSON.stringify(manifest), keys.signing);
  await writeFile(`${path}.part`, text, { flush: true });
  await rename(`${path}.part`, path);
}

/** Reads the manifest of a backup. Throws {@link BackupRefused} when it is not whole, not signed by us, or of another key. */
export async function readManifest(folder: string, keys: BackupKeys): Promise<BackupManifest> {
  const text = await readFile(join(folder, manifestName), 'utf8').catch(() => {
    throw new BackupRefused(`${folder} holds no ${manifestName}: it is no backup, or not a whole one`);
  });
  const body = openSignedText('halobuzz backup manifest', text, keys.signing, manifestName);
  const read = manifestSchema.safeParse(jsonOf(body));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new BackupRefused(
      `${manifestName}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is of no known form'}`,
    );
  }
  if (read.data.keyCheck !== keyCheckOf(keys.encryption, read.data.id)) {
    throw new BackupRefused(`${manifestName} was written with another BACKUP_KEY`);
  }
  return read.data;
}

const folderPattern = /^backup-[0-9TZ.-]{1,40}$/;

/** A folder for one more backup among others. */
export async function newBackupFolder(
  dir: string,
  nowMs: number,
): Promise<{ readonly id: string; readonly folder: string }> {
  const id = new Date(nowMs).toISOString().replaceAll(':', '');
  const folder = join(dir, `backup-${id}`);
  await mkdir(dir, { recursive: true });
  await mkdir(folder);
  return { id, folder };
}

/** All whole backups of a folder of backups, the newest first; or the folder alone when it is one. Throws {@link BackupRefused}. */
export async function wholeBackups(dir: string): Promise<readonly string[]> {
  const names: readonly string[] = await readdir(dir).catch(() => {
    throw new BackupRefused(`${dir} cannot be read`);
  });
  if (names.includes(manifestName)) return [dir];
  const whole: string[] = [];
  for (const name of names
    .filter((one) => folderPattern.test(one))
    .sort()
    .reverse()) {
    const inside: readonly string[] = await readdir(join(dir, name)).catch(() => []);
    if (inside.includes(manifestName)) whole.push(join(dir, name));
  }
  if (whole.length === 0) throw new BackupRefused(`${dir} holds no whole backup`);
  return whole;
}
