import { download } from './download.ts';

/** Gives a text to its owner as a file: the browser's download. */
export async function saveText(name: string, type: string, text: string): Promise<boolean> {
  download(name, new Blob([text], { type: `${type};charset=utf-8` }));
  return true;
}
