/** Null on Linux x64 with glibc, else the reason why a manylinux x64 binary cannot run here. */
export function linuxX64GlibcMissing(): string | null {
  if (process.platform !== 'linux') return `no build for ${process.platform}`;
  if (process.arch !== 'x64') return `no build for ${process.arch}`;
  return glibcVersion() === null ? 'no build for systems without glibc' : null;
}

/** The C library's version as text, for example `2.36`; null where the C library is not glibc. */
export function glibcVersion(): string | null {
  const report: unknown = process.report.getReport();
  if (typeof report !== 'object' || report === null || !('header' in report)) return null;
  const header = report.header;
  if (typeof header !== 'object' || header === null || !('glibcVersionRuntime' in header)) return null;
  return typeof header.glibcVersionRuntime === 'string' ? header.glibcVersionRuntime : null;
}

/** The install command for this platform out of a small table. */
export function installAdvice(commands: { darwin: string; linux: string; win32: string }): string {
  if (process.platform === 'darwin') return commands.darwin;
  return process.platform === 'win32' ? commands.win32 : commands.linux;
}
