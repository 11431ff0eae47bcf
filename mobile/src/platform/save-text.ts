/** Gives a text to its owner as a file: the browser's download. */
export async function saveText(name: string, type: string, text: string): Promise<boolean> {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // A browser that is slow to take it up must still find it there.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return true;
}
