/** How long a browser may take until it has begun to read the file; what it has begun to read it keeps. */
const releaseMs = 60_000;

/** Gives a file to the person who uses this browser, by the browser's download. Of the web alone. */
export function download(name: string, file: Blob): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), releaseMs);
}
