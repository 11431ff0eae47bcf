import { logLine } from '../../observability/log-line.ts';
import { segmentKey } from './archive-keys.ts';
import { archiveBytes, directory, localHeader, type ZipEntry } from './zip-layout.ts';

/** A finished archive: where its segments are, and what the ZIP is made of. */
export interface ArchivePlan {
  readonly prefix: string;
  readonly files: readonly { readonly ord: number; readonly segments: readonly string[]; readonly entry: ZipEntry }[];
}

/**
 * The ZIP as a stream: headers and stored segments one after another, one segment at a time, so that an archive of any size
 * passes through the same memory. A segment that is missing breaks the connection: half an archive must not look whole.
 */
export function archiveStream(bucket: R2Bucket, plan: ArchivePlan): ReadableStream {
  const entries = plan.files.map(({ entry }) => entry);
  const { readable, writable } = new FixedLengthStream(archiveBytes(entries));
  void write(bucket, plan, writable).catch(async (error: unknown) => {
    logLine('error', `exports: a download broke: ${error instanceof Error ? error.message : 'unknown'}`);
    await writable.abort(error).catch(() => undefined);
  });
  return readable;
}

async function write(bucket: R2Bucket, { prefix, files }: ArchivePlan, writable: WritableStream): Promise<void> {
  const bytes = async (chunk: Uint8Array): Promise<void> => {
    const writer = writable.getWriter();
    await writer.write(chunk);
    writer.releaseLock();
  };
  for (const { ord, segments, entry } of files) {
    await bytes(localHeader(entry));
    for (const segment of segments) {
      const stored = await bucket.get(segmentKey(prefix, ord, segment));
      if (stored === null) throw new Error(`segment ${segment} of file ${ord} is gone`);
      await stored.body.pipeTo(writable, { preventClose: true, preventAbort: true });
    }
  }
  await bytes(directory(files.map(({ entry }) => entry)));
  await writable.close();
}
