import { File, Paths } from 'expo-file-system';
import { isAvailableAsync, shareAsync } from 'expo-sharing';

/** Gives a text to its owner as a file, by the device's sheet for sharing. False where there is none. */
export async function saveText(name: string, type: string, text: string): Promise<boolean> {
  if (!(await isAvailableAsync())) return false;
  const file = new File(Paths.cache, name);
  try {
    file.create({ overwrite: true });
    file.write(text);
    await shareAsync(file.uri, { mimeType: type });
    return true;
  } catch {
    return false;
  } finally {
    if (file.exists) file.delete();
  }
}
