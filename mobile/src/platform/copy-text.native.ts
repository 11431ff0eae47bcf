import { Share } from 'react-native';

/** Opens the device's sheet for sharing, which can copy. False when it was put away. */
export async function copyText(text: string): Promise<boolean> {
  try {
    const { action } = await Share.share({ message: text });
    return action === Share.sharedAction;
  } catch {
    return false;
  }
}
